package com.example.messaging.deadletter;

import com.example.messaging.EventHeaders;
import com.example.messaging.event.EventMetadata;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Message;

/**
 * Which dead letters are meant. What is not said does not matter.
 *
 * @param ids their event ids; none means any
 * @param exception class name of the failure, or its end: {@code PaymentException} is enough
 * @param type their event type
 * @param from failed last at this time or later
 * @param until failed last before this time
 */
public record DeadLetterFilter(
        Set<String> ids,
        @Nullable String exception,
        @Nullable String type,
        @Nullable Instant from,
        @Nullable Instant until) {

    /** All dead letters. */
    public static final DeadLetterFilter ALL = new DeadLetterFilter(Set.of(), null, null, null, null);

    public DeadLetterFilter {
        ids = Set.copyOf(ids);
    }

    /** The dead letters with these event ids. */
    public static DeadLetterFilter ids(Collection<String> ids) {
        return new DeadLetterFilter(Set.copyOf(ids), null, null, null, null);
    }

    /** Whether a dead letter is meant. */
    public boolean matches(Message message) {
        EventMetadata metadata = EventMetadata.of(message);
        return (ids.isEmpty() || ids.contains(metadata.id()))
                && (type == null || type.equals(metadata.type()))
                && (exception == null || isException(message, exception))
                && isInTime(message);
    }

    private static boolean isException(Message message, String exception) {
        String name = text(message, EventHeaders.FAILURE_TYPE);
        return name != null && (name.equals(exception) || name.endsWith("." + exception));
    }

    private boolean isInTime(Message message) {
        if (from == null && until == null) {
            return true;
        }
        Instant at = instant(text(message, EventHeaders.FAILURE_LAST_AT));
        return at != null && (from == null || !at.isBefore(from)) && (until == null || at.isBefore(until));
    }

    private static @Nullable Instant instant(@Nullable String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException ex) {
            return null;
        }
    }

    private static @Nullable String text(Message message, String header) {
        Object value = message.getMessageProperties().getHeader(header);
        return value == null ? null : value.toString();
    }
}
