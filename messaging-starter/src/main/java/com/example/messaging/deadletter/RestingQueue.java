package com.example.messaging.deadletter;

import com.example.messaging.publisher.ClientChannel;
import com.example.messaging.publisher.ConfirmChannel;
import com.example.messaging.publisher.Outcome;
import com.example.messaging.publisher.Outgoing;
import com.example.messaging.publisher.PublisherConnection;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.AmqpIOException;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.support.DefaultMessagePropertiesConverter;

/**
 * A queue that nobody consumes from, where messages rest until a person looks at them. Looking leaves them there, in
 * their order; sending one on removes it only when the broker has confirmed it at its destination, so breaking off in the
 * middle loses nothing, and at worst sends a message twice.
 *
 * <p>The order is kept while one at a time looks or sends; what a lost connection had in hand, RabbitMQ 3 gives back in
 * any order.
 */
public final class RestingQueue {

    private static final DefaultMessagePropertiesConverter CONVERTER = new DefaultMessagePropertiesConverter();

    /** So many are published before their confirms are waited for. */
    private static final int FLIGHT = 100;

    private static final Duration CONFIRM_TIMEOUT = Duration.ofSeconds(10);

    /** A channel passes on 32 commands to a quorum queue ("quorum_commands_soft_limit"), and those after them in no order. */
    private static final int PASSED_ON_IN_ORDER = 20;

    /** Somebody else may have taken what this one waits for. */
    private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String name;

    private final ConnectionFactory connections;

    private final PublisherConnection publisher;

    /**
     * @param name the queue
     * @param connections to read from it
     * @param publisher to send on
     */
    public RestingQueue(String name, ConnectionFactory connections, PublisherConnection publisher) {
        this.name = name;
        this.connections = connections;
        this.publisher = publisher;
    }

    /**
     * What came of sending on.
     *
     * @param sent how many messages the broker has confirmed
     * @param refused how many it did not take; they stay
     * @param reason why, the first time
     * @param remaining how many are on the queue afterwards
     */
    public record Sent(int sent, int refused, String reason, long remaining) {}

    /**
     * Returns how many messages rest, or -1 if there is no such queue.
     *
     * @throws AmqpException if the broker can't be reached
     */
    public long count() {
        try {
            return ClientChannel.call(
                    connections, channel -> channel.queueDeclarePassive(name).getMessageCount());
        } catch (AmqpIOException ex) {
            if (ex.getCause() != null
                    && String.valueOf(ex.getCause().getCause()).contains("NOT_FOUND")) {
                return -1;
            }
            throw ex;
        }
    }

    /**
     * Looks at messages, the oldest first; they stay.
     *
     * @param filter which of them
     * @param limit how many at most
     * @throws AmqpException if the broker can't be reached, or there is no such queue
     */
    public synchronized List<Message> look(Predicate<Message> filter, int limit) {
        return ClientChannel.call(connections, channel -> {
            List<Message> found = new ArrayList<>();
            Taken taken = new Taken(channel);
            Message message = limit > 0 ? taken.next() : null;
            while (message != null) {
                if (filter.test(message)) {
                    found.add(message);
                }
                message = found.size() < limit ? taken.next() : null;
            }
            taken.giveBack();
            return found;
        });
    }

    /**
     * Sends messages on, the oldest first, and removes them. Looks at as many as there are at the beginning.
     *
     * @param filter which of them
     * @param limit how many at most
     * @param destination where each goes, and as what
     * @param onSent hears of each that the broker has confirmed
     * @throws AmqpException if the broker can't be reached, or there is no such queue
     */
    public synchronized Sent send(
            Predicate<Message> filter, int limit, Function<Message, Outgoing> destination, Consumer<Message> onSent) {
        return ClientChannel.call(connections, channel -> {
            Sending sending = new Sending(channel, destination, onSent);
            try {
                long left = channel.messageCount(name);
                int chosen = 0;
                Message message = left > 0 && limit > 0 ? sending.taken.next() : null;
                while (message != null) {
                    if (filter.test(message)) {
                        sending.add(message);
                        chosen++;
                    }
                    left--;
                    message = left > 0 && chosen < limit ? sending.taken.next() : null;
                }
                sending.flush();
                long remaining = sending.taken.awaitRemovals();
                return new Sent(sending.sent, sending.refused, sending.reason, remaining);
            } finally {
                sending.close();
            }
        });
    }

    /**
     * The messages that were taken from the queue and not settled yet. The broker passes what is settled here on to a
     * quorum queue at its leisure, and forgets what it has not passed on when the channel is closed: whoever settles
     * waits until the queue has heard it.
     */
    private final class Taken {

        private final Channel channel;

        /** Their delivery tags. */
        private final NavigableSet<Long> open = new TreeSet<>();

        private boolean lastWasGivenBack;

        Taken(Channel channel) {
            this.channel = channel;
        }

        @Nullable
        Message next() throws IOException {
            GetResponse response = channel.basicGet(name, false);
            if (response == null) {
                return null;
            }
            open.add(response.getEnvelope().getDeliveryTag());
            lastWasGivenBack = response.getEnvelope().isRedeliver();
            MessageProperties properties =
                    CONVERTER.toMessageProperties(response.getProps(), response.getEnvelope(), "UTF-8");
            return new Message(response.getBody(), properties);
        }

        void remove(Message message) throws IOException {
            long tag = message.getMessageProperties().getDeliveryTag();
            channel.basicAck(tag, false);
            open.remove(tag);
        }

        /** Waits for the removals: the queue answers in order. Returns how many messages are left, those in hand too. */
        long awaitRemovals() throws IOException {
            next();
            return channel.messageCount(name) + open.size();
        }

        /**
         * All of them, and with them those that were given back before and not taken now: a quorum queue delivers what
         * was given back first, in the order of giving back.
         */
        void giveBack() throws IOException {
            if (open.isEmpty() || !channel.isOpen()) {
                return;
            }
            while (lastWasGivenBack && next() != null) {
                // Until one comes that nobody had before, or none.
            }
            List<Long> tags = List.copyOf(open);
            for (int from = 0; from < tags.size(); from += PASSED_ON_IN_ORDER) {
                List<Long> some = tags.subList(from, Math.min(from + PASSED_ON_IN_ORDER, tags.size()));
                long then = channel.messageCount(name) + some.size();
                for (long tag : some) {
                    channel.basicNack(tag, false, true);
                    open.remove(tag);
                }
                long until = System.nanoTime() + LONGEST_WAIT_NANOS;
                while (channel.messageCount(name) < then && System.nanoTime() - until < 0) {
                    // It answers when it has handled what it heard until then.
                }
            }
        }
    }

    /** Sends in flights, each confirmed before its messages are removed. */
    private final class Sending implements AutoCloseable {

        private final Function<Message, Outgoing> destination;

        private final Consumer<Message> onSent;

        private final Taken taken;

        private final List<Message> flight = new ArrayList<>();

        private ConfirmChannel confirms;

        private int sent;

        private int refused;

        private String reason = "";

        Sending(Channel channel, Function<Message, Outgoing> destination, Consumer<Message> onSent) {
            this.destination = destination;
            this.onSent = onSent;
            this.taken = new Taken(channel);
            this.confirms = publisher.openChannel();
        }

        void add(Message message) throws IOException {
            flight.add(message);
            if (flight.size() == FLIGHT) {
                flush();
            }
        }

        void flush() throws IOException {
            try {
                List<Outcome> outcomes = sendFlight();
                for (int i = 0; i < outcomes.size(); i++) {
                    if (outcomes.get(i).isConfirmed()) {
                        taken.remove(flight.get(i));
                        onSent.accept(flight.get(i));
                        sent++;
                    } else {
                        reason = reason.isEmpty() ? outcomes.get(i).reason() : reason;
                        refused++;
                    }
                }
                flight.clear();
            } catch (InterruptedException ex) {
                Thread.currentThread().interrupt();
                throw new IOException("Interrupted; what was confirmed is sent, the others rest", ex);
            }
        }

        /** The broker closes the channel of a message whose exchange is gone: then each goes by itself. */
        private List<Outcome> sendFlight() throws InterruptedException {
            List<Outgoing> messages = flight.stream().map(destination).toList();
            if (!confirms.isOpen()) {
                confirms = publisher.openChannel();
            }
            List<Outcome> outcomes = confirms.send(messages, CONFIRM_TIMEOUT);
            if (messages.size() > 1 && !confirms.isOpen()) {
                for (int i = 0; i < messages.size(); i++) {
                    if (outcomes.get(i).isRefused()) {
                        if (!confirms.isOpen()) {
                            confirms = publisher.openChannel();
                        }
                        outcomes.set(
                                i,
                                confirms.send(List.of(messages.get(i)), CONFIRM_TIMEOUT)
                                        .get(0));
                    }
                }
            }
            return outcomes;
        }

        @Override
        public void close() throws IOException {
            confirms.close();
            taken.giveBack();
        }
    }
}
