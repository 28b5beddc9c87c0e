package com.example.messaging.event;

import com.example.messaging.EventHeaders;
import com.example.messaging.EventViolation;
import com.example.messaging.InvalidEventException;
import com.example.messaging.UnknownEventTypeException;
import com.example.messaging.UnreadableEventException;
import com.example.messaging.properties.MessagingProperties;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Address;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageDeliveryMode;
import org.springframework.amqp.core.MessageProperties;
import tools.jackson.databind.JsonNode;

/**
 * Writes events as messages, CloudEvents 1.0 in binary mode with a JSON body, and reads them back, also those that others
 * wrote in structured mode or without any attributes.
 */
public final class EventCodec {

    private final EventCatalog catalog;

    private final String service;

    private final Clock clock;

    private final URI schemaUrl;

    private final EventReader reader;

    EventCodec(EventCatalog catalog, String service, MessagingProperties.Events properties, Clock clock) {
        this.catalog = catalog;
        this.service = service;
        this.schemaUrl = properties.schemaUrl();
        this.reader = new EventReader(catalog, properties.validate());
        this.clock = clock;
    }

    /** Gives an event its metadata: a new id, and the conversation of the event that this thread handles, if any. */
    public EventMetadata describe(Object event) {
        EventDefinition definition = catalog.of(event.getClass());
        String id = UUID.randomUUID().toString();
        String correlationId =
                EventScope.current().map(EventMetadata::correlationId).orElse(id);
        return new EventMetadata(
                id,
                "/" + service,
                definition.type(),
                definition.subjectOf(event),
                clock.instant(),
                correlationId,
                Map.of());
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

    /**
     * Writes a request. Its {@code correlation_id} is its own id, which its answer repeats; the conversation that it belongs
     * to is an attribute.
     *
     * @param request a record of the catalogue
     * @param metadata what {@link #describe} gave for it
     * @param timeout how long somebody waits for the answer
     */
    public Message writeRequest(Object request, EventMetadata metadata, Duration timeout) {
        Message message = write(request, metadata);
        MessageProperties properties = message.getMessageProperties();
        properties.setCorrelationId(metadata.id());
        if (!metadata.correlationId().equals(metadata.id())) {
            properties.setHeader(
                    EventHeaders.CLOUD_EVENTS_PREFIX + EventMetadata.CORRELATION_ID, metadata.correlationId());
        }
        properties.setReplyTo(Address.AMQ_RABBITMQ_REPLY_TO);
        properties.setExpiration(String.valueOf(timeout.toMillis()));
        return message;
    }

    /**
     * Writes the body of an event.
     *
     * @throws InvalidEventException if it breaks the schema of its type: whoever gets it would refuse it
     */
    public byte[] writeBody(Object event) {
        EventDefinition definition = catalog.of(event.getClass());
        if (definition.schema() != null) {
            List<EventViolation> violations = reader.validated(definition, EventJson.MAPPER.valueToTree(event), "");
            if (!violations.isEmpty()) {
                throw new InvalidEventException(
                        "An event that is to be published is no valid '%s'".formatted(definition.type()), violations);
            }
        }
        return EventJson.MAPPER.writeValueAsBytes(event);
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
        properties.setHeader(EventHeaders.DATA_SCHEMA, schemaUrl + metadata.type());
        metadata.attributes()
                .forEach((name, value) -> properties.setHeader(EventHeaders.CLOUD_EVENTS_PREFIX + name, value));
        Instant time = metadata.time();
        if (time != null) {
            if (!time.isBefore(Instant.EPOCH)) {
                properties.setTimestamp(Date.from(time));
            }
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
     * @throws InvalidEventException if its attributes break the rules of CloudEvents, or its body the schema of its type
     */
    public Object read(Message message) {
        EventMetadata metadata = EventMetadata.of(message);
        Object event = reader.read(message, metadata);
        if (metadata.subject() == null && EventScope.current().isPresent()) {
            EventDefinition definition = catalog.of(event.getClass());
            EventScope.name(definition.keyName(), definition.subjectOf(event));
        }
        return event;
    }

    /**
     * Reads a JSON document as the bodies of events are read.
     *
     * @param what what it is, for the message of the exception
     * @throws UnreadableEventException if it is not JSON
     */
    public JsonNode parse(byte[] document, String what) {
        return EventJson.read(document, what);
    }

    /**
     * Takes an event that somebody else publishes by way of this service. It keeps its attributes; without {@code subject}
     * it gets its key, without {@code time} that of now.
     *
     * @throws InvalidEventException if its attributes break the rules of CloudEvents, its type is not in the catalogue, or
     *     its data breaks the schema of the type
     */
    public IncomingEvent accept(CloudEvent event) {
        String type = event.text("type");
        List<EventViolation> violations = new ArrayList<>(event.violations());
        EventDefinition definition = catalog.find(type).orElse(null);
        if (definition == null) {
            if (!type.isEmpty()) {
                violations.add(new EventViolation("/type", "is not known to this service"));
            }
        } else if (event.data().isMissingNode()) {
            violations.add(new EventViolation("/data", "is missing"));
        } else {
            violations.addAll(EventReader.violations(definition, event.data(), "/data"));
        }
        if (event.text("source").equals("/" + service)) {
            violations.add(new EventViolation("/source", "is this service itself"));
        }
        if (definition == null || !violations.isEmpty()) {
            throw new InvalidEventException("The event is not valid", violations);
        }
        String key = keyOf(event.data(), definition);
        String subject = event.text("subject").isEmpty() ? key : event.text("subject");
        if (key != null && !key.equals(subject)) {
            throw new InvalidEventException(
                    "The event is not valid",
                    List.of(new EventViolation("/subject", "is not the event's key, /data/" + definition.keyName())));
        }
        Instant time = event.time();
        String correlationId = event.text(EventMetadata.CORRELATION_ID);
        EventMetadata metadata = new EventMetadata(
                event.text("id"),
                event.text("source"),
                type,
                subject,
                time == null ? clock.instant() : time,
                EventMetadata.shortString(correlationId.isEmpty() ? event.text("id") : correlationId),
                EventMetadata.others(event.attributes()));
        return new IncomingEvent(metadata, EventJson.MAPPER.writeValueAsBytes(event.data()));
    }

    /** Without a schema, it is the record that says what is not valid. */
    private static @Nullable String keyOf(JsonNode data, EventDefinition definition) {
        try {
            return definition.subjectOf(EventReader.bind(data, definition, "The event", "/data"));
        } catch (UnreadableEventException ex) {
            throw new InvalidEventException(
                    "The event is not valid", List.of(new EventViolation("/data", String.valueOf(ex.getMessage()))));
        }
    }
}
