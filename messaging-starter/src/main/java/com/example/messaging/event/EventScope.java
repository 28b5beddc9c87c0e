package com.example.messaging.event;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** The event that a thread is busy with: log lines name it, and events published meanwhile belong to its conversation. */
public final class EventScope {

    private static final ThreadLocal<@Nullable EventMetadata> CURRENT = new ThreadLocal<>();

    private EventScope() {}

    /**
     * Does some work on behalf of an event. The diagnostic context has {@code eventId}, {@code eventType} and the event's
     * key under the name of its record component meanwhile; afterwards all is as it was.
     *
     * @param metadata the event
     * @param catalog tells under which name its key is logged
     * @param work what to do
     * @return what the work returned
     */
    public static <T extends @Nullable Object> T call(EventMetadata metadata, EventCatalog catalog, Supplier<T> work) {
        String keyName =
                catalog.find(metadata.type()).map(EventDefinition::keyName).orElse(EventDefinition.UNNAMED_KEY);
        EventMetadata previous = CURRENT.get();
        Map<String, @Nullable String> previousEntries = new HashMap<>();
        for (String name : List.of("eventId", "eventType", keyName)) {
            previousEntries.put(name, MDC.get(name));
        }
        MDC.put("eventId", metadata.id());
        MDC.put("eventType", metadata.type());
        name(keyName, metadata.subject());
        CURRENT.set(metadata);
        try {
            return work.get();
        } finally {
            restore(previous, previousEntries);
        }
    }

    /** Tells the key of the event in hand, for log lines, where the message itself did not say it. */
    static void name(String keyName, @Nullable String key) {
        if (key != null) {
            MDC.put(keyName, key);
        }
    }

    /** Returns the event that this thread is busy with, if it is. */
    public static Optional<EventMetadata> current() {
        return Optional.ofNullable(CURRENT.get());
    }

    private static void restore(@Nullable EventMetadata metadata, Map<String, @Nullable String> entries) {
        if (metadata == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(metadata);
        }
        entries.forEach((name, value) -> {
            if (value == null) {
                MDC.remove(name);
            } else {
                MDC.put(name, value);
            }
        });
    }
}
