package com.example.messaging.deadletter;

import com.example.messaging.EventHeaders;
import com.example.messaging.event.EventMetadata;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;

/**
 * A dead letter as people see it.
 *
 * @param id the event's id
 * @param type its type
 * @param source who published it
 * @param subject what it is about
 * @param time when it happened
 * @param exception class name of the last failure
 * @param message what it said
 * @param stackTrace where, cut
 * @param attempts how many there were
 * @param firstAt when the first failed
 * @param lastAt when the last failed
 * @param replays how often it was replayed before
 * @param traceParent the trace that it belongs to
 * @param body its body, as text
 */
public record DeadLetterView(
        String id,
        String type,
        String source,
        @Nullable String subject,
        @Nullable Instant time,
        String exception,
        String message,
        @Nullable String stackTrace,
        @Nullable Integer attempts,
        @Nullable String firstAt,
        @Nullable String lastAt,
        int replays,
        @Nullable String traceParent,
        String body) {

    private static final int LONGEST_BODY = 16_384;

    static DeadLetterView of(Message message) {
        MessageProperties properties = message.getMessageProperties();
        EventMetadata metadata = EventMetadata.of(message);
        String exception = text(properties, EventHeaders.FAILURE_TYPE);
        String text = text(properties, EventHeaders.FAILURE_MESSAGE);
        return new DeadLetterView(
                metadata.id(),
                metadata.type(),
                metadata.source(),
                metadata.subject(),
                metadata.time(),
                exception == null ? "none" : exception,
                exception == null ? givenUpByTheBroker(properties) : String.valueOf(text),
                text(properties, EventHeaders.FAILURE_STACKTRACE),
                properties.getHeader(EventHeaders.FAILURE_ATTEMPTS) instanceof Number attempts
                        ? attempts.intValue()
                        : null,
                text(properties, EventHeaders.FAILURE_FIRST_AT),
                text(properties, EventHeaders.FAILURE_LAST_AT),
                properties.getHeader(EventHeaders.REPLAYS) instanceof Number replays ? replays.intValue() : 0,
                text(properties, "traceparent"),
                bodyOf(message));
    }

    /** The broker itself dead-letters what was delivered too often, expired, or found no room. */
    private static String givenUpByTheBroker(MessageProperties properties) {
        if (!(properties.getHeader("x-death") instanceof List<?> deaths)
                || deaths.isEmpty()
                || !(deaths.get(0) instanceof Map<?, ?> death)) {
            return "Nothing says why it is here: somebody has put it here by hand";
        }
        String reason = String.valueOf(death.get("reason"));
        return reason.equals("delivery_limit")
                ? "RabbitMQ gave it up: its consumers crashed or were lost with it, more often than the queue's delivery limit allows"
                : "RabbitMQ gave it up: " + reason;
    }

    private static String bodyOf(Message message) {
        String body = new String(message.getBody(), StandardCharsets.UTF_8);
        return body.length() <= LONGEST_BODY ? body : body.substring(0, LONGEST_BODY) + "...";
    }

    private static @Nullable String text(MessageProperties properties, String header) {
        Object value = properties.getHeader(header);
        return value == null ? null : value.toString();
    }
}
