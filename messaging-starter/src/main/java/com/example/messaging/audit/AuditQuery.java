package com.example.messaging.audit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.util.PatternMatchUtils;

/**
 * Which events of the audit trail are meant. What is not said does not matter. Times are those at which the broker got
 * them, to the second: at both ends, some of the same second may be there too.
 *
 * @param offset at this place in the stream, or behind it; instead of {@code from}
 * @param from at this time or later
 * @param until before this time
 * @param untilOffset before this place in the stream
 * @param type of this type, or of a pattern: {@code orders.*}
 * @param key about this
 */
public record AuditQuery(
        @Nullable Long offset,
        @Nullable Instant from,
        @Nullable Instant until,
        @Nullable Long untilOffset,
        @Nullable String type,
        @Nullable String key) {

    /** All events that there are. */
    public static final AuditQuery ALL = new AuditQuery(null, null, null, null, null, null);

    /**
     * Checks it.
     *
     * @throws IllegalArgumentException if it contradicts itself
     */
    public AuditQuery {
        if (offset != null && from != null) {
            throw new IllegalArgumentException("Either 'offset' or 'from', not both");
        }
        if ((offset != null && offset < 0) || (untilOffset != null && untilOffset < 0)) {
            throw new IllegalArgumentException("An offset is a number from 0 on");
        }
        if (from != null && until != null && !from.isBefore(until)) {
            throw new IllegalArgumentException("'from' must be before 'until'");
        }
    }

    /** Whether an event's type and key are meant. */
    boolean matches(String eventType, @Nullable String eventKey) {
        return (type == null || PatternMatchUtils.simpleMatch(type, eventType))
                && (key == null || key.equals(eventKey));
    }
}
