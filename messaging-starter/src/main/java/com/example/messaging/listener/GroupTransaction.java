package com.example.messaging.listener;

import com.example.messaging.event.EventMetadata;
import com.example.messaging.inbox.Inbox;
import com.rabbitmq.client.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
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

    private final BooleanSupplier active;

    /**
     * @param active whether the container still runs; a group ends early when it does not
     */
    GroupTransaction(Handler handler, @Nullable Inbox inbox, BooleanSupplier active) {
        this.handler = handler;
        this.inbox = inbox;
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
     */
    record Handled(int count, boolean[] fresh) {}

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
        try {
            int handled = Objects.requireNonNull(
                    inbox == null
                            ? handleFirst(group, fresh, scoped, channel)
                            : inbox.inTransaction(() -> claimAndHandle(inbox, group, fresh, scoped, channel)));
            return new Handled(handled, fresh);
        } catch (HandlingFailedException ex) {
            throw ex;
        } catch (RuntimeException | Error ex) {
            throw new HandlingFailedException(ex);
        }
    }

    private Integer handleFirst(List<Delivery> group, boolean[] fresh, boolean scoped, Channel channel) {
        fresh[0] = true;
        call(group.get(0), scoped, channel);
        return 1;
    }

    private int claimAndHandle(Inbox inbox, List<Delivery> group, boolean[] fresh, boolean scoped, Channel channel) {
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
                call(group.get(i), scoped, channel);
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

    private void call(Delivery delivery, boolean scoped, Channel channel) {
        if (scoped) {
            handler.inScope(delivery, () -> call(delivery, false, channel));
            return;
        }
        try {
            handler.handle(delivery, channel);
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
