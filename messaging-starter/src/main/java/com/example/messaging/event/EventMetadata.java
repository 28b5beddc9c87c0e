package com.example.messaging.event;

import com.example.messaging.EventHeaders;
import com.example.messaging.UnreadableEventException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;
import tools.jackson.core.type.TypeReference;

/**
 * The context attributes of an event (CloudEvents 1.0, "Context Attributes") and the conversation it belongs to.
 *
 * @param id identifies it together with the source
 * @param source who published it
 * @param type what kind of event it is
 * @param subject what it is about, if it says so
 * @param time when it happened, if it says so
 * @param correlationId the conversation: the id of the event that began it
 * @param attributes all others, by name: extension attributes, each a text, an integer or a boolean, and
 *     {@code dataschema} where the publisher named a schema of its own
 */
public record EventMetadata(
        String id,
        String source,
        String type,
        @Nullable String subject,
        @Nullable Instant time,
        String correlationId,
        Map<String, Object> attributes) {

    /** The attribute that says which conversation it is, where the AMQP property does not. */
    static final String CORRELATION_ID = "correlationid";

    private static final TypeReference<Map<String, Object>> ATTRIBUTES = new TypeReference<>() {};

    private static final Set<String> CORE =
            Set.of("specversion", "id", "source", "type", "subject", "time", "datacontenttype");

    /**
     * Reads the attributes of a received message: from its CloudEvents headers (or its body, in structured mode), else
     * from the AMQP properties that say the same, else (a device that sends bare JSON) the type is the routing key and the
     * id is a name-based UUID of routing key and body, so that the same message sent twice has the same id.
     */
    public static EventMetadata of(Message message) {
        MessageProperties properties = message.getMessageProperties();
        // A message that waited for its next attempt comes with its queue's name as routing key.
        Object origin = properties.getHeader(EventHeaders.ORIGIN_ROUTING_KEY);
        String routingKey = first(origin == null ? "" : origin.toString(), properties.getReceivedRoutingKey())
                .orElse("");
        Map<String, Object> attributes = CloudEvent.isStructured(properties.getContentType())
                ? attributesOf(message.getBody())
                : CloudEvent.attributesOf(message);
        String id = first(text(attributes, "id"), properties.getMessageId())
                .orElseGet(() -> contentId(routingKey, message.getBody()));
        return new EventMetadata(
                id,
                first(text(attributes, "source"), properties.getAppId()).orElse("unknown"),
                first(text(attributes, "type"), properties.getType()).orElse(routingKey),
                text(attributes, "subject"),
                time(attributes, properties),
                // Of a request, the property is its own: it tells whose answer an answer is.
                first(text(attributes, CORRELATION_ID), properties.getCorrelationId())
                        .map(EventMetadata::shortString)
                        .orElseGet(() -> shortString(id)),
                others(attributes));
    }

    /** Returns the other attributes as a JSON object, or {@code null} if there are none. */
    public @Nullable String attributesAsJson() {
        return attributes.isEmpty() ? null : EventJson.MAPPER.writeValueAsString(attributes);
    }

    /** Reads what {@link #attributesAsJson} gave. */
    public static Map<String, Object> attributesOf(@Nullable String json) {
        return json == null ? Map.of() : EventJson.MAPPER.readValue(json, ATTRIBUTES);
    }

    /** What can be read of them: what can't is told to whoever reads the event. */
    private static Map<String, Object> attributesOf(byte[] structured) {
        try {
            return CloudEvent.ofJson(EventJson.read(structured, "The body")).attributes();
        } catch (UnreadableEventException ex) {
            return Map.of();
        }
    }

    /** Those that are not told apart. */
    static Map<String, Object> others(Map<String, Object> attributes) {
        if (CORE.containsAll(attributes.keySet())) {
            return Map.of();
        }
        Map<String, Object> others = new TreeMap<>(attributes);
        others.keySet().removeAll(CORE);
        return Collections.unmodifiableMap(others);
    }

    /** A correlation id is a short string of AMQP 0-9-1, an event's id need not be. */
    static String shortString(String id) {
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

    private static @Nullable Instant time(Map<String, Object> attributes, MessageProperties properties) {
        String time = text(attributes, "time");
        if (time != null) {
            return CloudEvent.time(time);
        }
        Date timestamp = properties.getTimestamp();
        return timestamp == null ? null : timestamp.toInstant();
    }

    private static @Nullable String text(Map<String, Object> attributes, String name) {
        Object value = attributes.get(name);
        return value == null ? null : value.toString();
    }

    private static Optional<String> first(@Nullable String value, @Nullable String otherwise) {
        if (value != null && !value.isEmpty()) {
            return Optional.of(value);
        }
        return Optional.ofNullable(otherwise).filter(text -> !text.isEmpty());
    }
}
