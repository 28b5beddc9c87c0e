package com.example.messaging.event;

import com.example.messaging.UnreadableEventException;
import com.example.model.EventKey;
import com.example.model.EventType;
import com.example.model.Request;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;

/**
 * One event type of the catalogue.
 *
 * @param type its name on the wire, also its routing key
 * @param eventClass the record that carries it
 * @param key the record component marked with {@code @EventKey}, if there is one
 * @param schema its JSON Schema, if there is one
 * @param answer the record that answers it, if it is a request
 */
public record EventDefinition(
        String type,
        Class<?> eventClass,
        @Nullable RecordComponent key,
        @Nullable EventSchema schema,
        @Nullable Class<?> answer) {

    static final String UNNAMED_KEY = "eventSubject";

    private static final Pattern TYPE = Pattern.compile("[a-z0-9-]+(\\.[a-z0-9-]+)+\\.v[1-9]\\d*");

    static EventDefinition of(Class<?> eventClass) {
        EventType annotation = eventClass.getAnnotation(EventType.class);
        if (annotation == null || !eventClass.isRecord()) {
            throw new InvalidEventCatalogException(
                    "%s must be a record with @EventType to be an event".formatted(eventClass.getName()));
        }
        String type = annotation.value();
        if (!TYPE.matcher(type).matches() || type.length() > 255) {
            throw new InvalidEventCatalogException(
                    "The event type '%s' of %s must look like 'orders.order-placed.v1': an exchange, what happened, a version, in lower case"
                            .formatted(type, eventClass.getName()));
        }
        List<RecordComponent> keys = Arrays.stream(eventClass.getRecordComponents())
                .filter(component -> component.isAnnotationPresent(EventKey.class))
                .toList();
        if (keys.size() > 1) {
            throw new InvalidEventCatalogException(
                    "%s has more than one @EventKey; an event is about one thing".formatted(eventClass.getName()));
        }
        keys.forEach(key -> key.getAccessor().trySetAccessible());
        return new EventDefinition(
                type,
                eventClass,
                keys.isEmpty() ? null : keys.get(0),
                EventSchema.find(type, eventClass.getClassLoader()).orElse(null),
                Request.class.isAssignableFrom(eventClass) ? answerOf(eventClass) : null);
    }

    private static Class<?> answerOf(Class<?> request) {
        Class<?> answer =
                ResolvableType.forClass(request).as(Request.class).getGeneric().resolve();
        if (answer == null || !answer.isRecord() || !answer.isAnnotationPresent(EventType.class)) {
            throw new InvalidEventCatalogException(
                    "%s must say which record with @EventType answers it, as in 'implements Request<PriceQuoted>'"
                            .formatted(request.getName()));
        }
        return answer;
    }

    /** The topic exchange that events of this type are published to: the first part of the type. */
    public String exchange() {
        return exchangeOf(type);
    }

    /** The topic exchange that events of a type are published to. */
    public static String exchangeOf(String type) {
        return type.substring(0, type.indexOf('.'));
    }

    /** Under which name log lines carry the event's key. */
    public String keyName() {
        return key == null ? UNNAMED_KEY : key.getName();
    }

    /**
     * Returns what the event is about, or {@code null} if its record marks no key.
     *
     * @throws UnreadableEventException if the key is missing
     */
    @Nullable
    String subjectOf(Object event) {
        if (key == null) {
            return null;
        }
        try {
            Object value = key.getAccessor().invoke(event);
            if (value == null) {
                throw new UnreadableEventException(
                        "The key '%s' of a '%s' is missing".formatted(key.getName(), type), null);
            }
            return value.toString();
        } catch (ReflectiveOperationException ex) {
            throw new IllegalStateException("Can't read the key '%s' of %s".formatted(key.getName(), type), ex);
        }
    }
}
