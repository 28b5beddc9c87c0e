package com.example.messaging.event;

import com.example.messaging.UnknownEventTypeException;
import com.example.messaging.UnreadableEventException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Message;
import tools.jackson.databind.JsonNode;

/** All event types that this application knows, whether it publishes or handles them. Found at start, then immutable. */
public final class EventCatalog {

    private final Map<String, EventDefinition> byType;

    private final Map<Class<?>, EventDefinition> byClass;

    private EventCatalog(Map<String, EventDefinition> byType) {
        this.byType = byType;
        this.byClass =
                byType.values().stream().collect(Collectors.toMap(EventDefinition::eventClass, Function.identity()));
    }

    static EventCatalog of(Collection<Class<?>> eventClasses) {
        Map<String, EventDefinition> byType = new TreeMap<>();
        for (Class<?> eventClass : eventClasses) {
            EventDefinition definition = EventDefinition.of(eventClass);
            EventDefinition other = byType.put(definition.type(), definition);
            if (other != null) {
                throw new InvalidEventCatalogException("the event type '%s' is claimed by %s and by %s"
                        .formatted(definition.type(), other.eventClass().getName(), eventClass.getName()));
            }
        }
        return new EventCatalog(byType);
    }

    /** Returns all definitions, ordered by type. */
    public Collection<EventDefinition> definitions() {
        return byType.values();
    }

    /** Returns the definition of a type, if this application knows it. */
    public Optional<EventDefinition> find(String type) {
        return Optional.ofNullable(byType.get(type));
    }

    /**
     * Returns what a message is about: its subject, else what its body has as the key of its type; {@code null} if neither
     * can be read.
     */
    public @Nullable String subjectOf(Message message, EventMetadata metadata) {
        EventDefinition definition = byType.get(metadata.type());
        if (metadata.subject() != null || definition == null || definition.key() == null) {
            return metadata.subject();
        }
        try {
            JsonNode body = EventJson.read(message.getBody(), "The body");
            boolean structured =
                    CloudEvent.isStructured(message.getMessageProperties().getContentType());
            JsonNode key = (structured ? body.path("data") : body).path(definition.keyName());
            return key.isValueNode() ? key.asString() : null;
        } catch (UnreadableEventException ex) {
            return null;
        }
    }

    /**
     * Returns the definition of an event's class.
     *
     * @throws UnknownEventTypeException if it is not in the catalogue
     */
    public EventDefinition of(Class<?> eventClass) {
        EventDefinition definition = byClass.get(eventClass);
        if (definition == null) {
            throw new UnknownEventTypeException(
                    "%s is not a known event. Give the record an @EventType, in a package that 'messaging.events.packages' names; known are %s"
                            .formatted(eventClass.getName(), byType.keySet()));
        }
        return definition;
    }
}
