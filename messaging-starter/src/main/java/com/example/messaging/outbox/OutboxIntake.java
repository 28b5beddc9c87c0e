package com.example.messaging.outbox;

import com.example.messaging.event.EventIntake;
import com.example.messaging.event.EventMetadata;
import com.example.messaging.event.IncomingEvent;
import com.example.messaging.inbox.Inbox;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/** Stores events of others in the outbox, each once. */
final class OutboxIntake implements EventIntake {

    /** Stands in the inbox where messages have their queue. */
    private static final String DOOR = "(intake)";

    private final OutboxEventPublisher outbox;

    private final @Nullable Inbox inbox;

    private final TransactionTemplate transaction;

    /**
     * Creates the intake.
     *
     * @param inbox remembers what was taken; without it, consumers have to
     * @param transaction joins that of the caller
     */
    OutboxIntake(OutboxEventPublisher outbox, @Nullable Inbox inbox, TransactionTemplate transaction) {
        this.outbox = outbox;
        this.inbox = inbox;
        this.transaction = transaction;
    }

    @Override
    public int accept(List<IncomingEvent> events) {
        return Objects.requireNonNull(transaction.execute(status -> {
            List<IncomingEvent> fresh = claim(events);
            outbox.store(fresh);
            return fresh.size();
        }));
    }

    private List<IncomingEvent> claim(List<IncomingEvent> events) {
        if (inbox == null) {
            return events;
        }
        List<EventMetadata> all = events.stream().map(IncomingEvent::metadata).toList();
        boolean[] claimed = inbox.claim(DOOR, all);
        List<IncomingEvent> fresh = new ArrayList<>(events.size());
        for (int i = 0; i < claimed.length; i++) {
            if (claimed[i]) {
                fresh.add(events.get(i));
            }
        }
        return fresh;
    }
}
