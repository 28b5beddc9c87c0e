package com.example.messaging.listener;

import com.example.messaging.EventHeaders;
import com.example.messaging.event.EventMetadata;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Message;

/**
 * A message that was delivered.
 *
 * @param message the message
 * @param metadata what it says of its event
 */
record Delivery(Message message, EventMetadata metadata) {

    static Delivery of(Message message) {
        return new Delivery(message, EventMetadata.of(message));
    }

    /** The queue that it comes from. */
    String queue() {
        return String.valueOf(message.getMessageProperties().getConsumerQueue());
    }

    long tag() {
        return message.getMessageProperties().getDeliveryTag();
    }

    /** Which attempt this is, counted from 1. */
    int attempt() {
        return message.getMessageProperties().getHeader(EventHeaders.RETRY_ATTEMPTS) instanceof Number made
                ? made.intValue() + 1
                : 1;
    }

    /** When the first attempt failed, if one has. */
    @Nullable
    Instant firstFailureAt() {
        Object at = message.getMessageProperties().getHeader(EventHeaders.RETRY_FIRST_AT);
        try {
            return at == null ? null : Instant.parse(at.toString());
        } catch (DateTimeParseException ex) {
            return null;
        }
    }

    /** Whether nobody had it before: else its consumer may have crashed with it. */
    boolean isFresh() {
        return !Boolean.TRUE.equals(message.getMessageProperties().isRedelivered());
    }

    @Nullable
    String traceParent() {
        Object header = message.getMessageProperties().getHeader("traceparent");
        return header == null ? null : header.toString();
    }
}
