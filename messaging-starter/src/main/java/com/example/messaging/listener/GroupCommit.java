package com.example.messaging.listener;

import com.example.messaging.listener.GroupTransaction.HandlingFailedException;
import com.example.messaging.trace.Traces;
import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.listener.api.ChannelAwareBatchMessageListener;

/**
 * Handles messages in groups: one transaction claims all of them in the inbox, calls the method for each that is new, and
 * stores what was published meanwhile; then one acknowledgement. When a method fails, the transaction is rolled back and
 * each message of the group is handled alone, so that only the one that fails is settled as failed. Without a database
 * there is no group: each message is handled and acknowledged by itself.
 *
 * <p>Every delivery is settled here: nothing is left to the container.
 */
final class GroupCommit implements ChannelAwareBatchMessageListener {

    private static final Logger logger = LoggerFactory.getLogger(GroupCommit.class);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final Handler handler;

    private final GroupTransaction transaction;

    private final Failures failures;

    private final Answers answers;

    private final KillSwitch killSwitch;

    private final ListenerMetrics metrics;

    private final Traces traces;

    private final BooleanSupplier answering;

    private final BooleanSupplier active;

    private final Runnable onFresh;

    /**
     * @param answering whether the method returns answers
     * @param active whether the container still runs
     * @param onFresh to be called after a message was handled that no consumer had before
     */
    GroupCommit(
            Handler handler,
            GroupTransaction transaction,
            Failures failures,
            Answers answers,
            KillSwitch killSwitch,
            ListenerMetrics metrics,
            Traces traces,
            BooleanSupplier answering,
            BooleanSupplier active,
            Runnable onFresh) {
        this.handler = handler;
        this.transaction = transaction;
        this.failures = failures;
        this.answers = answers;
        this.killSwitch = killSwitch;
        this.metrics = metrics;
        this.traces = traces;
        this.answering = answering;
        this.active = active;
        this.onFresh = onFresh;
    }

    @Override
    public void onMessageBatch(List<Message> messages, @Nullable Channel given) {
        Channel channel = Objects.requireNonNull(given, "A container with a broker has a channel");
        List<Delivery> rest = messages.stream().map(Delivery::of).toList();
        try {
            while (!rest.isEmpty() && active.getAsBoolean()) {
                int settled = handleNext(rest, channel);
                if (rest.subList(0, settled).stream().anyMatch(Delivery::isFresh)) {
                    onFresh.run();
                }
                rest = rest.subList(settled, rest.size());
            }
        } catch (IOException ex) {
            // The container finds the channel closed and opens another; what was not acknowledged comes again.
            logger.debug("The channel is gone", ex);
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error ex) {
            if (channel.isOpen()) {
                logger.error("Messages could not be settled; they will be delivered again", ex);
                abort(channel);
            } else {
                logger.debug("The channel is gone", ex);
            }
        }
        // What is left when the container stops goes back to the queue with its channel.
    }

    /** Handles a first part of the deliveries, and settles it; returns how many they were, or 0 when the container stops. */
    private int handleNext(List<Delivery> deliveries, Channel channel) throws IOException, InterruptedException {
        KillSwitch.Permit permit = killSwitch.await(active);
        try {
            if (!active.getAsBoolean()) {
                return 0;
            }
            List<Delivery> group = ofOneQueue(deliveries);
            if (group.size() > 1 && transaction.isShared() && !permit.isProbe()) {
                return handleGroup(group, channel);
            }
            handleAlone(deliveries.get(0), channel);
            return 1;
        } finally {
            permit.release();
        }
    }

    /** The first of them that come from the same queue: a listener may have several. */
    private static List<Delivery> ofOneQueue(List<Delivery> deliveries) {
        int size = 1;
        while (size < deliveries.size()
                && deliveries.get(size).queue().equals(deliveries.get(0).queue())) {
            size++;
        }
        return deliveries.subList(0, size);
    }

    private int handleGroup(List<Delivery> group, Channel channel) throws IOException, InterruptedException {
        String queue = group.get(0).queue();
        try {
            int handled = handleLinked(group, queue, channel);
            acknowledge(group.get(handled - 1), channel);
            return handled;
        } catch (HandlingFailedException ex) {
            logger.debug("A group of {} messages from queue '{}' failed; handling each alone", group.size(), queue, ex);
        }
        int settled = 0;
        while (settled < group.size() && active.getAsBoolean() && killSwitch.reason() == null) {
            handleAlone(group.get(settled), channel);
            settled++;
        }
        return settled;
    }

    private int handleLinked(List<Delivery> group, String queue, Channel channel) {
        List<String> members = group.stream()
                .map(Delivery::traceParent)
                .filter(Objects::nonNull)
                .toList();
        Runnable end = traces.group(queue + " group commit", members);
        try {
            return inTransaction(group, true, channel);
        } finally {
            end.run();
        }
    }

    private void handleAlone(Delivery delivery, Channel channel) throws IOException, InterruptedException {
        Alone alone = new Alone(delivery, channel);
        handler.inScope(delivery, alone);
        alone.rethrow();
    }

    /** One message, handled by itself: tried until it is settled, or the container stops. */
    private final class Alone implements Runnable {

        private final Delivery delivery;

        private final Channel channel;

        private @Nullable Exception thrown;

        Alone(Delivery delivery, Channel channel) {
            this.delivery = delivery;
            this.channel = channel;
        }

        @Override
        public void run() {
            try {
                while (active.getAsBoolean() && !settled()) {
                    killSwitch.outage(active);
                }
            } catch (IOException | InterruptedException ex) {
                thrown = ex;
            }
        }

        private boolean settled() throws IOException, InterruptedException {
            try {
                inTransaction(List.of(delivery), false, channel);
            } catch (HandlingFailedException ex) {
                Throwable cause = ex.reason();
                handler.failed(cause);
                if (!active.getAsBoolean() && (cause instanceof InterruptedException || Thread.interrupted())) {
                    throw new InterruptedException("The service stops");
                }
                if (answering.getAsBoolean() && answers.settle(delivery, cause)) {
                    acknowledge(delivery, channel);
                    return true;
                }
                switch (failures.settle(delivery.queue(), delivery, cause)) {
                    case NOT_ITS_FAULT -> {
                        return false;
                    }
                    case STAYS -> {
                        putBack(delivery, channel);
                        return true;
                    }
                    case SETTLED -> {}
                }
            }
            acknowledge(delivery, channel);
            return true;
        }

        void rethrow() throws IOException, InterruptedException {
            if (thrown instanceof IOException lost) {
                throw lost;
            }
            if (thrown instanceof InterruptedException interrupted) {
                throw interrupted;
            }
        }
    }

    /** Handles a first part of the deliveries in one transaction, and returns how many they were once it is committed. */
    private int inTransaction(List<Delivery> group, boolean scoped, Channel channel) {
        GroupTransaction.Handled handled = transaction.handle(group, scoped, channel);
        answers.send(handled.answers());
        for (int i = 0; i < handled.count(); i++) {
            Delivery delivery = group.get(i);
            if (handled.fresh()[i]) {
                metrics.handled(delivery.queue(), delivery.metadata());
                killSwitch.succeeded();
            } else {
                metrics.duplicate(delivery.queue(), delivery.metadata());
                logger.debug(
                        "Skipped message {} from queue '{}': it was handled before",
                        delivery.metadata().id(),
                        delivery.queue());
            }
        }
        return handled.count();
    }

    /** All up to this one: those before it are settled. */
    private static void acknowledge(Delivery last, Channel channel) throws IOException {
        channel.basicAck(last.tag(), true);
    }

    /** After a pause, so that the queue does not turn in a circle; those behind it are handled before it comes again. */
    private void putBack(Delivery delivery, Channel channel) throws IOException, InterruptedException {
        Object count = delivery.message().getMessageProperties().getHeader("x-delivery-count");
        long seconds = 1L << Math.min(count instanceof Number times ? times.intValue() : 0, 5);
        killSwitch.sleep(Duration.ofSeconds(Math.min(seconds, LONGEST_PAUSE.toSeconds())), active);
        channel.basicNack(delivery.tag(), false, true);
    }

    private static void abort(Channel channel) {
        try {
            channel.abort();
        } catch (IOException | RuntimeException ex) {
            logger.debug("The channel is gone already", ex);
        }
    }
}
