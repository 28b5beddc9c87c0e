package com.example.messaging.outbox;

import com.example.messaging.event.EventMetadata;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One event in the outbox.
 *
 * @param id its place in the order; 0 before it is stored
 * @param partition which partition it belongs to
 * @param metadata its attributes
 * @param traceParent the trace that it belongs to
 * @param body its JSON
 * @param dueAt not to be sent before this: its schedule, or the next try after a refusal
 * @param refusals how often the broker refused it
 */
record OutboxEvent(
        long id,
        int partition,
        EventMetadata metadata,
        @Nullable String traceParent,
        byte[] body,
        @Nullable Instant dueAt,
        int refusals) {

    /** Events of one key keep their order; an event without key has none. */
    @Nullable
    String key() {
        return metadata.subject();
    }

    boolean isDue(Instant now) {
        return dueAt == null || !dueAt.isAfter(now);
    }

    /** Which partition the events of a key belong to. */
    static int partitionOf(EventMetadata metadata, int partitions) {
        String key = metadata.subject() == null ? metadata.id() : metadata.subject();
        return Math.floorMod(key.hashCode(), partitions);
    }
}
