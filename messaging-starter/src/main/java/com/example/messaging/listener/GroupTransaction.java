package com.example.messaging.listener;

import com.example.messaging.event.EventMetadata;
import com.example.messaging.inbox.Inbox;
import com.example.messaging.publisher.Outgoing;
import com.rabbitmq.client.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The transaction of a group: claims its messages in the inbox, and calls the method for each that is new. Without a
 * database it calls the method for the first, and there is no transaction.
 */
final class GroupTransaction {

    /** A group that takes longer commits what it has: a transaction should be short. */
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Handler handler;

    private final @Nullable Inbox inbox;

    private final Answers answers;

    private final BooleanSupplier answering;

    private final BooleanSupplier active;

    /**
     * @param answering whether the method returns answers
     * @param active whether the container still runs; a group ends early when it does not
     */
    GroupTransaction(
            Handler handler,
            @Nullable Inbox inbox,
            Answers answers,
            BooleanSupplier answering,
            BooleanSupplier active) {
        this.handler = handler;
        this.inbox = inbox;
        this.answers = answers;
        this.answering = answering;
        this.active = active;
    }

    /** Whether there is a transaction that several messages can share. */
    boolean isShared() {
        return inbox != null;
    }

    /**
     * The first part of a group that was handled.
     *
     * @param count how many messages it has
     * @param fresh which of them were new; the others were handled before
     * @param answers what is to be answered now
     */
    record Handled(int count, boolean[] fresh, List<Outgoing> answers) {}

    /** Something on the way to the commit failed; nothing of it is there. */
    static final class HandlingFailedException extends RuntimeException {

        HandlingFailedException(Throwable reason) {
            super(reason);
        }

        Throwable reason() {
            return Objects.requireNonNull(getCause());
        }
    }

    /**
     * Handles a first part of some deliveries, and returns it once it is committed.
     *
     * @param group deliveries from one queue
     * @param scoped whether each is to get its place in its own trace, or the only one has it already
     * @throws HandlingFailedException if anything failed; then nothing of it is there
     */
    Handled handle(List<Delivery> group, boolean scoped, Channel channel) {
        boolean[] fresh = new boolean[group.size()];
        List<Outgoing> returned = new ArrayList<>();
        Call call = answering.getAsBoolean()
                ? delivery -> callForAnswer(delivery, channel, returned)
                : delivery -> handler.handle(delivery, channel);
        try {
            int handled = Objects.requireNonNull(
                    inbox == null
                            ? handleFirst(group, fresh, scoped, call)
                            : inbox.inTransaction(() -> claimAndHandle(inbox, group, fresh, scoped, call, channel)));
            return new Handled(handled, fresh, returned);
        } catch (HandlingFailedException ex) {
            throw ex;
        } catch (RuntimeException | Error ex) {
            throw new HandlingFailedException(ex);
        }
    }

    /** Calls the method for one message. */
    private interface Call {

        void with(Delivery delivery) throws Exception;
    }

    private void callForAnswer(Delivery delivery, Channel channel, List<Outgoing> returned) throws Exception {
        if (delivery.isOver()) {
            throw new IllegalStateException("Nobody waits for its answer any more");
        }
        AtomicBoolean answered = new AtomicBoolean();
        handler.handle(delivery, AnswerChannel.around(channel, published -> {
            answered.set(true);
            Outgoing answer = answers.answer(delivery, published);
            if (answer != null) {
                returned.add(answer);
            }
        }));
        if (!answered.get()) {
            throw new IllegalStateException("The listener returned null, and no answer");
        }
    }

    private Integer handleFirst(List<Delivery> group, boolean[] fresh, boolean scoped, Call call) {
        fresh[0] = true;
        call(group.get(0), scoped, call);
        return 1;
    }

    private int claimAndHandle(
            Inbox inbox, List<Delivery> group, boolean[] fresh, boolean scoped, Call call, Channel channel) {
        String queue = group.get(0).queue();
        List<EventMetadata> messages = group.stream().map(Delivery::metadata).toList();
        boolean[] claimed = inbox.claim(queue, messages);
        System.arraycopy(claimed, 0, fresh, 0, claimed.length);
        if (handler.takesLists() && group.size() > 1) {
            List<Delivery> list = new ArrayList<>();
            for (int i = 0; i < fresh.length; i++) {
                if (fresh[i]) {
                    list.add(group.get(i));
                }
            }
            if (!list.isEmpty()) {
                callList(list, channel);
            }
            return group.size();
        }
        long started = System.nanoTime();
        for (int i = 0; i < group.size(); i++) {
            if (i > 0 && (System.nanoTime() - started > LONGEST_NANOS || !active.getAsBoolean())) {
                giveBack(inbox, queue, messages, fresh, i);
                return i;
            }
            if (fresh[i]) {
                call(group.get(i), scoped, call);
            }
        }
        return group.size();
    }

    /** Takes back the claims of those that are not handled in this transaction after all. */
    private static void giveBack(Inbox inbox, String queue, List<EventMetadata> messages, boolean[] claimed, int from) {
        List<EventMetadata> unhandled = new ArrayList<>();
        for (int i = from; i < claimed.length; i++) {
            if (claimed[i]) {
                unhandled.add(messages.get(i));
            }
        }
        inbox.release(queue, unhandled);
    }

    private void call(Delivery delivery, boolean scoped, Call call) {
        if (scoped) {
            handler.inScope(delivery, () -> call(delivery, false, call));
            return;
        }
        try {
            call.with(delivery);
        } catch (Exception ex) {
            throw new HandlingFailedException(ex);
        }
    }

    private void callList(List<Delivery> deliveries, Channel channel) {
        try {
            handler.handleList(deliveries, channel);
        } catch (Exception ex) {
            throw new HandlingFailedException(ex);
        }
    }
}
