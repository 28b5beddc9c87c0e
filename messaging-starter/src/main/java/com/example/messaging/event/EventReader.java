package com.example.messaging.event;

import com.example.messaging.EventViolation;
import com.example.messaging.InvalidEventException;
import com.example.messaging.UnknownEventTypeException;
import com.example.messaging.UnreadableEventException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.amqp.core.Message;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Reads the events of messages: CloudEvents 1.0 in binary or structured mode, or bare JSON. */
final class EventReader {

    private final EventCatalog catalog;

    private final boolean validate;

    EventReader(EventCatalog catalog, boolean validate) {
        this.catalog = catalog;
        this.validate = validate;
    }

    /**
     * Reads a message's event.
     *
     * @throws UnknownEventTypeException if its type is not in the catalogue
     * @throws UnreadableEventException if its body is not JSON, or not of the type's shape; says where, but not what is
     *     there: bodies stay out of logs
     * @throws InvalidEventException if its attributes break the rules of CloudEvents, or its body the schema of its type
     */
    Object read(Message message, EventMetadata metadata) {
        // No text is formatted for each message: that took a tenth of the reading.
        String what = "The body of event '" + metadata.id() + "'";
        boolean structured =
                CloudEvent.isStructured(message.getMessageProperties().getContentType());
        JsonNode document = EventJson.read(message.getBody(), what);
        CloudEvent event = structured ? CloudEvent.ofJson(document) : CloudEvent.ofHeaders(message);
        // Bare JSON does not claim to be a CloudEvent.
        if (structured || event.attributes().containsKey("specversion")) {
            check(event.violations(), () -> "The message '%s' is no valid CloudEvent".formatted(metadata.id()));
        }
        EventDefinition definition = catalog.find(metadata.type()).orElseThrow(() -> unknown(metadata.type()));
        JsonNode data = structured ? event.data() : document;
        String pointer = structured ? "/data" : "";
        check(
                validated(definition, data, pointer),
                () -> "The event '%s' is no valid '%s'".formatted(metadata.id(), metadata.type()));
        return bind(data, definition, what, pointer);
    }

    private static void check(List<EventViolation> violations, Supplier<String> what) {
        if (!violations.isEmpty()) {
            throw new InvalidEventException(what.get(), violations);
        }
    }

    static UnknownEventTypeException unknown(String type) {
        return new UnknownEventTypeException(
                "The event type '%s' is not known to this service. Add its record to the catalogue, or remove the binding that brings it here"
                        .formatted(type));
    }

    /** The same, where events are validated. */
    List<EventViolation> validated(EventDefinition definition, JsonNode data, String pointer) {
        return validate ? violations(definition, data, pointer) : List.of();
    }

    /** What is wrong with the data of an event, by the schema of its type. */
    static List<EventViolation> violations(EventDefinition definition, JsonNode data, String pointer) {
        EventSchema schema = definition.schema();
        if (schema == null) {
            return List.of();
        }
        List<EventViolation> found = new ArrayList<>();
        schema.violations(data).forEach(violation -> found.add(violation.below(pointer)));
        return found;
    }

    /** Makes a record of data. */
    static Object bind(JsonNode data, EventDefinition definition, String what, String pointer) {
        Object event;
        try {
            event = data.isMissingNode() ? null : EventJson.MAPPER.treeToValue(data, definition.eventClass());
        } catch (JacksonException ex) {
            throw new UnreadableEventException(
                    "%s should be a '%s' but is not of that shape at '%s'"
                            .formatted(what, definition.type(), pointer + path(ex)),
                    ex);
        }
        if (event == null) {
            throw new UnreadableEventException("%s is null, not a '%s'".formatted(what, definition.type()), null);
        }
        return event;
    }

    /** Where in the document: a JSON Pointer (RFC 6901). */
    private static String path(JacksonException ex) {
        StringBuilder pointer = new StringBuilder();
        for (JacksonException.Reference step : ex.getPath()) {
            pointer.append('/').append(step.getPropertyName() == null ? step.getIndex() : step.getPropertyName());
        }
        return pointer.toString();
    }
}
