package com.example.messaging.asyncapi;

import static com.example.messaging.asyncapi.Nodes.amqp;
import static com.example.messaging.asyncapi.Nodes.map;
import static com.example.messaging.asyncapi.Nodes.reference;

import com.example.messaging.EventHeaders;
import com.example.messaging.event.EventCatalog;
import com.example.messaging.event.EventDefinition;
import com.example.messaging.event.EventSchema;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The messages of a document: headers, body, and whole examples of both. */
final class Messages {

    /** The name of {@link #cloudEventsTrait()}. */
    static final String CLOUD_EVENTS = "cloudEvents";

    /** The name of the message that says why a request has no answer. */
    static final String PROBLEM = "problem";

    private Messages() {}

    /** The message of each event type, and, where there are requests, what says why one has no answer. */
    static Map<String, Object> of(EventCatalog catalog) {
        Map<String, Object> messages = new LinkedHashMap<>();
        catalog.definitions().forEach(event -> messages.put(event.type(), message(event)));
        if (catalog.definitions().stream().anyMatch(event -> event.answer() != null)) {
            messages.put(PROBLEM, problem());
        }
        return messages;
    }

    private static Map<String, Object> message(EventDefinition event) {
        Map<String, Object> message = map("name", event.type(), "contentType", "application/json");
        message.put("traits", List.of(reference("/components/messageTraits/" + CLOUD_EVENTS)));
        message.put("bindings", amqp(map("messageType", event.type())));
        EventSchema schema = event.schema();
        if (schema != null) {
            Map<String, Object> payload = schema.asMap();
            payload.remove("$schema");
            payload.remove("$id");
            payload.remove("title");
            message.put("summary", payload.remove("description"));
            Object examples = payload.remove("examples");
            message.put("payload", payload);
            if (examples instanceof List<?> list) {
                message.put(
                        "examples",
                        list.stream()
                                .map(example -> map("headers", headers(event, example), "payload", example))
                                .toList());
            }
        }
        return message;
    }

    private static Map<String, Object> headers(EventDefinition event, Object payload) {
        Map<String, Object> headers = map(
                EventHeaders.SPEC_VERSION,
                "1.0",
                EventHeaders.ID,
                UUID.nameUUIDFromBytes((event.type() + payload).getBytes(StandardCharsets.UTF_8))
                        .toString(),
                EventHeaders.SOURCE,
                "/example-publisher",
                EventHeaders.TYPE,
                event.type());
        if (event.key() != null && payload instanceof Map<?, ?> body) {
            headers.put(EventHeaders.SUBJECT, String.valueOf(body.get(event.keyName())));
        }
        return headers;
    }

    /** What every message carries besides its body. */
    static Map<String, Object> cloudEventsTrait() {
        Map<String, Object> headers = new LinkedHashMap<>();
        headers.put(EventHeaders.SPEC_VERSION, map("type", "string", "const", "1.0"));
        headers.put(
                EventHeaders.ID, map("type", "string", "description", "identifies the event together with its source"));
        headers.put(EventHeaders.SOURCE, map("type", "string", "description", "who published it"));
        headers.put(EventHeaders.TYPE, map("type", "string", "description", "also the routing key"));
        headers.put(EventHeaders.SUBJECT, map("type", "string", "description", "what it is about: its key"));
        headers.put(EventHeaders.TIME, map("type", "string", "format", "date-time", "description", "when it happened"));
        headers.put(
                EventHeaders.DATA_SCHEMA, map("type", "string", "format", "uri", "description", "where its schema is"));
        headers.put("traceparent", map("type", "string", "description", "W3C Trace Context"));
        return map(
                "headers",
                map(
                        "type",
                        "object",
                        "description",
                        "CloudEvents 1.0 in binary mode. A message without them is taken for its routing key",
                        "properties",
                        headers));
    }

    /** RFC 9457. */
    private static Map<String, Object> problem() {
        return map(
                "name",
                PROBLEM,
                "contentType",
                "application/problem+json",
                "summary",
                "Why a request has no answer: problem details (RFC 9457)",
                "payload",
                map(
                        "type",
                        "object",
                        "properties",
                        map(
                                "type",
                                map("type", "string"),
                                "title",
                                map("type", "string"),
                                "status",
                                map("type", "integer"),
                                "detail",
                                map("type", "string"),
                                "errors",
                                map("type", "array"))));
    }
}
