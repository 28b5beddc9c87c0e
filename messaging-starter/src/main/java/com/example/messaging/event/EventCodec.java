package com.example.messaging.event;

import com.example.messaging.EventHeaders;
import com.example.messaging.UnknownEventTypeException;
import com.example.messaging.UnreadableEventException;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.UUID;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageDeliveryMode;
import org.springframework.amqp.core.MessageProperties;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes events as messages and reads them back: CloudEvents 1.0 in binary mode, the body JSON. The JSON is that of
 * Jackson's own defaults, whatever the application sets for its HTTP side, because other services read it.
 */
public final class EventCodec {

    /** The {@code dataschema} of an event type is this, followed by the type. */
    static final String SCHEMA_URN = "urn:event-schema:";

    private final EventCatalog catalog;

    private final String service;

    private final Clock clock;

    private final JsonMapper json = JsonMapper.builder().build();

    EventCodec(EventCatalog catalog, String service, Clock clock) {
        this.catalog = catalog;
        this.service = service;
        this.clock = clock;
    }

    /** Gives an event its metadata: a new id, and the conversation of the event that this thread handles, if any. */
    public EventMetadata describe(Object event) {
        EventDefinition definition = catalog.of(event.getClass());
        String id = UUID.randomUUID().toString();
        String correlationId =
                EventScope.current().map(EventMetadata::correlationId).orElse(id);
        return new EventMetadata(
                id, "/" + service, definition.type(), definition.subjectOf(event), clock.instant(), correlationId);
    }

    /**
     * Writes an event.
     *
     * @param event a record of the catalogue
     * @param metadata what {@link #describe} gave for it
     */
    public Message write(Object event, EventMetadata metadata) {
        return new Message(writeBody(event), writeProperties(metadata));
    }

    /** Writes the body of an event. */
    public byte[] writeBody(Object event) {
        return json.writeValueAsBytes(event);
    }

    /** Writes the properties and headers of an event. */
    public MessageProperties writeProperties(EventMetadata metadata) {
        MessageProperties properties = new MessageProperties();
        properties.setContentType(MessageProperties.CONTENT_TYPE_JSON);
        properties.setDeliveryMode(MessageDeliveryMode.PERSISTENT);
        properties.setMessageId(metadata.id());
        properties.setType(metadata.type());
        properties.setAppId(
                metadata.source().startsWith("/") ? metadata.source().substring(1) : metadata.source());
        properties.setCorrelationId(metadata.correlationId());
        properties.setHeader(EventHeaders.SPEC_VERSION, "1.0");
        properties.setHeader(EventHeaders.ID, metadata.id());
        properties.setHeader(EventHeaders.SOURCE, metadata.source());
        properties.setHeader(EventHeaders.TYPE, metadata.type());
        properties.setHeader(EventHeaders.DATA_SCHEMA, SCHEMA_URN + metadata.type());
        Instant time = metadata.time();
        if (time != null) {
            properties.setTimestamp(Date.from(time));
            properties.setHeader(EventHeaders.TIME, time.toString());
        }
        if (metadata.subject() != null) {
            properties.setHeader(EventHeaders.SUBJECT, metadata.subject());
        }
        return properties;
    }

    /**
     * Reads a message's event.
     *
     * @throws UnknownEventTypeException if its type is not in the catalogue
     * @throws UnreadableEventException if its body is not JSON, or not of the type's shape; says where, but not what is
     *     there: bodies stay out of logs
     */
    public Object read(Message message) {
        EventMetadata metadata = EventMetadata.of(message);
        if (isStructured(message)) {
            throw new UnreadableEventException(
                    "The message '%s' has the content type '%s': this service reads CloudEvents in binary mode only"
                            .formatted(
                                    metadata.id(),
                                    message.getMessageProperties().getContentType()),
                    null);
        }
        EventDefinition definition = catalog.find(metadata.type())
                .orElseThrow(() -> new UnknownEventTypeException(
                        "The event type '%s' is not known to this service. Add its record to the catalogue, or remove the binding that brings it here"
                                .formatted(metadata.type())));
        try {
            Object event = json.readValue(message.getBody(), definition.eventClass());
            if (event == null) {
                throw new UnreadableEventException(
                        "The body of event '%s' is null, not a '%s'".formatted(metadata.id(), metadata.type()), null);
            }
            if (metadata.subject() == null && EventScope.current().isPresent()) {
                EventScope.name(definition.keyName(), definition.subjectOf(event));
            }
            return event;
        } catch (DatabindException | InputCoercionException ex) {
            throw unreadable(metadata, "is not of that shape at '%s'".formatted(path(ex)), ex);
        } catch (StreamConstraintsException ex) {
            throw unreadable(metadata, "has a number, a name or a nesting that is too long to be read", ex);
        } catch (JacksonException ex) {
            TokenStreamLocation at = Optional.ofNullable(ex.getLocation()).orElse(TokenStreamLocation.NA);
            throw unreadable(
                    metadata, "is not JSON: line %d, column %d".formatted(at.getLineNr(), at.getColumnNr()), ex);
        }
    }

    /** CloudEvents AMQP binding, "Structured Content Mode": the body is then not the event, but contains it. */
    private static boolean isStructured(Message message) {
        String contentType = message.getMessageProperties().getContentType();
        return contentType != null && contentType.startsWith("application/cloudevents");
    }

    private static UnreadableEventException unreadable(EventMetadata metadata, String why, JacksonException ex) {
        return new UnreadableEventException(
                "The body of event '%s' should be a '%s' but %s".formatted(metadata.id(), metadata.type(), why), ex);
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
