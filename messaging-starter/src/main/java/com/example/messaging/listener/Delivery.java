package com.example.messaging.listener;

import com.example.messaging.EventHeaders;
import com.example.messaging.event.EventMetadata;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Message;

/**
 * A message that was delivered.
 *
 * @param message the message
 * @param metadata what it says of its event
 * @param since when it came, by {@link System#nanoTime()}
 */
record Delivery(Message message, EventMetadata metadata, long since) {

    static Delivery of(Message message) {
        return new Delivery(message, EventMetadata.of(message), System.nanoTime());
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

    /** The queue that somebody waits on for an answer, if somebody does. */
    @Nullable
    String replyTo() {
        String replyTo = message.getMessageProperties().getReplyTo();
        return replyTo == null || replyTo.isEmpty() ? null : replyTo;
    }

    /** What its answer repeats. */
    String correlationId() {
        String own = message.getMessageProperties().getCorrelationId();
        return own == null ? metadata.id() : own;
    }

    /** Whether somebody waits for an answer no longer: it is in hand for longer than its sender gave it in all. */
    boolean isOver() {
        String expiration = message.getMessageProperties().getExpiration();
        if (replyTo() == null || expiration == null) {
            return false;
        }
        try {
            return System.nanoTime() - since >= TimeUnit.MILLISECONDS.toNanos(Long.parseLong(expiration));
        } catch (NumberFormatException ex) {
            return false;
        }
    }

    @Nullable
    String traceParent() {
        Object header = message.getMessageProperties().getHeader("traceparent");
        return header == null ? null : header.toString();
    }
}
