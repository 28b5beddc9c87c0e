package com.example.messaging.event;

import com.example.messaging.EventHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Date;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;

/**
 * The context attributes of an event (CloudEvents 1.0, "Context Attributes") and the conversation it belongs to.
 *
 * @param id identifies it together with the source
 * @param source who published it
 * @param type what kind of event it is
 * @param subject what it is about, if it says so
 * @param time when it happened, if it says so
 * @param correlationId the conversation: the id of the event that began it
 */
public record EventMetadata(
        String id,
        String source,
        String type,
        @Nullable String subject,
        @Nullable Instant time,
        String correlationId) {

    /**
     * Reads the attributes of a received message: from its CloudEvents headers, else from the AMQP properties that say
     * the same, else (a device that sends bare JSON) the type is the routing key and the id is a name-based UUID of
     * routing key and body, so that the same message sent twice has the same id.
     */
    public static EventMetadata of(Message message) {
        MessageProperties properties = message.getMessageProperties();
        // A message that waited for its next attempt comes with its queue's name as routing key.
        String routingKey = first(text(properties, EventHeaders.ORIGIN_ROUTING_KEY), properties.getReceivedRoutingKey())
                .orElse("");
        String id = first(text(properties, EventHeaders.ID), properties.getMessageId())
                .orElseGet(() -> contentId(routingKey, message.getBody()));
        return new EventMetadata(
                id,
                first(text(properties, EventHeaders.SOURCE), properties.getAppId())
                        .orElse("unknown"),
                first(text(properties, EventHeaders.TYPE), properties.getType()).orElse(routingKey),
                text(properties, EventHeaders.SUBJECT),
                time(properties),
                first(properties.getCorrelationId(), null).orElseGet(() -> shortString(id)));
    }

    /** A correlation id is a short string of AMQP 0-9-1, an event's id need not be. */
    private static String shortString(String id) {
        byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
        return bytes.length <= 255 ? id : UUID.nameUUIDFromBytes(bytes).toString();
    }

    private static String contentId(String routingKey, byte[] body) {
        byte[] key = (routingKey + '\n').getBytes(StandardCharsets.UTF_8);
        byte[] name = new byte[key.length + body.length];
        System.arraycopy(key, 0, name, 0, key.length);
        System.arraycopy(body, 0, name, key.length, body.length);
        return UUID.nameUUIDFromBytes(name).toString();
    }

    private static @Nullable Instant time(MessageProperties properties) {
        String time = text(properties, EventHeaders.TIME);
        if (time != null) {
            try {
                return Instant.parse(time);
            } catch (DateTimeParseException ex) {
                return null;
            }
        }
        Date timestamp = properties.getTimestamp();
        return timestamp == null ? null : timestamp.toInstant();
    }

    private static @Nullable String text(MessageProperties properties, String header) {
        Object value = properties.getHeader(header);
        return value == null ? null : value.toString();
    }

    private static Optional<String> first(@Nullable String value, @Nullable String otherwise) {
        if (value != null && !value.isEmpty()) {
            return Optional.of(value);
        }
        return Optional.ofNullable(otherwise).filter(text -> !text.isEmpty());
    }
}
