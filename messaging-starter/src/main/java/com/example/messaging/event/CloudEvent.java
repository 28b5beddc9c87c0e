package com.example.messaging.event;

import com.example.messaging.EventHeaders;
import com.example.messaging.EventViolation;
import com.rabbitmq.client.LongString;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * An event as it came from outside, with all that is wrong with it (CloudEvents 1.0, "Context Attributes"; its JSON format,
 * and its AMQP and HTTP bindings). Pointers are those of the JSON format, whatever it came as: {@code /id} is the
 * attribute, {@code /data} the body.
 */
public final class CloudEvent {

    static final String JSON = "application/cloudevents+json";

    private static final List<String> REQUIRED = List.of("id", "source", "specversion", "type");

    /** What is stored in short columns, and travels as short strings of AMQP 0-9-1. */
    private static final Set<String> SHORT = Set.of("id", "source", "type");

    private static final int SHORT_BYTES = 255;

    private static final int LONG_CHARACTERS = 4000;

    /** Of all names and values together: the broker takes headers in one frame, and a failure adds to them. */
    private static final int ALL_BYTES = 32 * 1024;

    /** RFC 3339 has years of four digits; others are more than databases and clients bear. */
    private static final Instant FIRST_TIME = Instant.parse("0001-01-01T00:00:00Z");

    private static final Instant LAST_TIME = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private static final int NAME_CHARACTERS = 100;

    private static final Pattern JSON_TYPE = Pattern.compile("[^/;]+/([^/;]+\\+)?json\\s*(;.*)?");

    private final Map<String, Object> attributes = new HashMap<>();

    private final List<EventViolation> violations = new ArrayList<>();

    private JsonNode data = MissingNode.getInstance();

    private CloudEvent() {}

    /** Reads an event in the JSON format. */
    public static CloudEvent ofJson(JsonNode document) {
        CloudEvent event = new CloudEvent();
        if (!document.isObject()) {
            event.add("", "is not a JSON object");
            return event;
        }
        for (Map.Entry<String, JsonNode> member : document.properties()) {
            switch (member.getKey()) {
                case "data" -> event.data = member.getValue();
                case "data_base64" -> event.readBinary(member.getValue(), document.has("data"));
                default -> event.put(member.getKey(), value(member.getValue()));
            }
        }
        event.check();
        return event;
    }

    /**
     * Puts together an event whose attributes came beside its data.
     *
     * @param attributes by name, without prefixes
     * @param data the body
     */
    public static CloudEvent of(Map<String, ?> attributes, JsonNode data) {
        CloudEvent event = new CloudEvent();
        event.data = data;
        attributes.forEach(event::put);
        event.check();
        return event;
    }

    /** Whether a content type says that the body is an event in the JSON format, and not its data only. */
    static boolean isStructured(@Nullable String contentType) {
        return contentType != null && contentType.toLowerCase(Locale.ROOT).startsWith("application/cloudevents");
    }

    /** The attributes of a message in binary mode; none if it does not say that it is a CloudEvent. */
    static Map<String, Object> attributesOf(Message message) {
        Map<String, Object> found = new HashMap<>();
        message.getMessageProperties().getHeaders().forEach((header, value) -> {
            String name = EventHeaders.attributeName(header);
            if (name != null && value != null) {
                found.put(name, value(value));
            }
        });
        return found;
    }

    /** Reads the attributes of a message in binary mode, without its body. */
    static CloudEvent ofHeaders(Message message) {
        CloudEvent event = new CloudEvent();
        attributesOf(message).forEach(event::put);
        MessageProperties properties = message.getMessageProperties();
        if (properties.getMessageId() != null) {
            event.attributes.putIfAbsent("id", properties.getMessageId());
        }
        event.check();
        return event;
    }

    private void readBinary(JsonNode base64, boolean twice) {
        if (twice) {
            add("/data_base64", "is there beside /data");
            return;
        }
        try {
            data = EventJson.MAPPER.readTree(base64.binaryValue());
        } catch (RuntimeException ex) {
            add("/data_base64", "is not JSON in Base64");
        }
    }

    private void put(String name, @Nullable Object value) {
        if (value == null) {
            return;
        }
        attributes.put(name, value);
        if (!isName(name)) {
            add(
                    "/" + name.replace("~", "~0").replace("/", "~1"),
                    "is no name of an attribute: those are of a-z and 0-9");
        } else if (value instanceof String text) {
            if (text.chars().anyMatch(Character::isISOControl)) {
                add("/" + name, "has control characters");
            }
            if (SHORT.contains(name) && isLongerThan(SHORT_BYTES, text)) {
                add("/" + name, "is longer than " + SHORT_BYTES + " bytes");
            } else if (text.length() > LONG_CHARACTERS) {
                add("/" + name, "is longer than " + LONG_CHARACTERS + " characters");
            }
        } else if (!(value instanceof Boolean || value instanceof Integer)) {
            add("/" + name, "is no text, whole number of 32 bits, or boolean");
        }
    }

    /** These are looked at in each message that comes: without regular expressions that is several times faster. */
    private static boolean isName(String name) {
        return !name.isEmpty()
                && name.length() <= NAME_CHARACTERS
                && name.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9');
    }

    private static boolean isLongerThan(int bytes, String text) {
        return text.length() > bytes
                || text.length() * 3 > bytes && text.getBytes(StandardCharsets.UTF_8).length > bytes;
    }

    private void check() {
        if (isTooMuch()) {
            add("", "has attributes of more than %d bytes together".formatted(ALL_BYTES));
        }
        for (String name : REQUIRED) {
            if (text(name).isEmpty()) {
                add("/" + name, attributes.containsKey(name) ? "is empty, or no text" : "is missing");
            }
        }
        if (!text("specversion").isEmpty() && !text("specversion").equals("1.0")) {
            add("/specversion", "is not 1.0, the only version that is known here");
        }
        checkUri("source", false);
        checkUri("dataschema", true);
        if (attributes.containsKey("time") && time() == null) {
            add("/time", "is no time as in 2026-11-23T23:31:55.091Z (RFC 3339)");
        }
        if (attributes.containsKey("datacontenttype")
                && !JSON_TYPE.matcher(text("datacontenttype")).matches()) {
            add("/datacontenttype", "is not JSON");
        }
    }

    private boolean isTooMuch() {
        int characters = 0;
        int bytes = 0;
        for (Map.Entry<String, Object> attribute : attributes.entrySet()) {
            if (attribute.getValue() instanceof String text) {
                characters += attribute.getKey().length() + text.length();
            }
        }
        if (characters * 3 <= ALL_BYTES) {
            return false;
        }
        for (Map.Entry<String, Object> attribute : attributes.entrySet()) {
            if (attribute.getValue() instanceof String text) {
                bytes += attribute.getKey().length() + text.getBytes(StandardCharsets.UTF_8).length;
            }
        }
        return bytes > ALL_BYTES;
    }

    private void checkUri(String name, boolean absolute) {
        String text = text(name);
        if (text.isEmpty() || !absolute && isPath(text)) {
            return;
        }
        try {
            if (!new URI(text).isAbsolute() && absolute) {
                add("/" + name, "is no absolute URI");
            }
        } catch (URISyntaxException ex) {
            add("/" + name, "is no URI");
        }
    }

    /** What services call themselves, which needs no closer look. */
    private static boolean isPath(String text) {
        return text.chars().allMatch(c -> c == '/' || c == '-' || c < 128 && Character.isLetterOrDigit(c));
    }

    private void add(String pointer, String message) {
        violations.add(new EventViolation(pointer, message));
    }

    /** An attribute that is null is not there. */
    private static @Nullable Object value(JsonNode node) {
        if (node.isNull()) {
            return null;
        }
        if (node.isString()) {
            return node.asString();
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        return node.isInt() ? node.intValue() : node;
    }

    private static Object value(Object header) {
        if (header instanceof Long || header instanceof Short || header instanceof Byte) {
            long number = ((Number) header).longValue();
            return number == (int) number ? (int) number : number;
        }
        // As Spring leaves a text of more than 1024 bytes.
        if (header instanceof LongString) {
            return header.toString();
        }
        return header instanceof Date date ? date.toInstant().toString() : header;
    }

    /** Returns all that is wrong with the attributes. */
    public List<EventViolation> violations() {
        return List.copyOf(violations);
    }

    /** Returns what it carries; a missing node if that is nothing. */
    public JsonNode data() {
        return data;
    }

    /** Returns an attribute, or the empty text if it is not there. */
    public String text(String name) {
        return attributes.get(name) instanceof String text ? text : "";
    }

    /** All attributes, by name. */
    Map<String, Object> attributes() {
        return attributes;
    }

    /** When it happened, if it says so. */
    @Nullable
    Instant time() {
        return text("time").isEmpty() ? null : time(text("time"));
    }

    /** Reads a time as in RFC 3339; gives {@code null} for anything else. */
    static @Nullable Instant time(String text) {
        try {
            Instant time = OffsetDateTime.parse(text).toInstant();
            return time.isBefore(FIRST_TIME) || time.isAfter(LAST_TIME) ? null : time;
        } catch (DateTimeException ex) {
            return null;
        }
    }
}
