package com.example.messaging.event;

import com.example.messaging.EventViolation;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;

/**
 * The JSON Schema (draft 2020-12) of an event type: the resource {@code event-schemas/<type>.json} beside its record.
 * Formats count, as in {@code "format": "uuid"}.
 */
public final class EventSchema {

    private static final int MOST_TOLD = 1_000;

    static final String LOCATION = "event-schemas/";

    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            registry -> registry.schemaRegistryConfig(SchemaRegistryConfig.builder()
                    .formatAssertionsEnabled(true)
                    .locale(Locale.ENGLISH)
                    .build()));

    private final String document;

    private final Schema schema;

    private EventSchema(String document) {
        this.document = document;
        this.schema = REGISTRY.getSchema(EventJson.MAPPER.readTree(document));
        schema.initializeValidators();
    }

    /**
     * Finds the schema of a type.
     *
     * @throws InvalidEventCatalogException if it is there and can't be read
     */
    static Optional<EventSchema> find(String type, ClassLoader classes) {
        String name = LOCATION + type + ".json";
        try (InputStream resource = classes.getResourceAsStream(name)) {
            return resource == null
                    ? Optional.empty()
                    : Optional.of(new EventSchema(new String(resource.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException | JacksonException ex) {
            throw new InvalidEventCatalogException(
                    "the schema '%s' can't be read: %s".formatted(name, String.valueOf(ex.getMessage())));
        }
    }

    /** Returns the schema as it was written. */
    public String document() {
        return document;
    }

    /** Returns the schema as nested maps and lists, in its order; they are the caller's. */
    public Map<String, Object> asMap() {
        return EventJson.MAPPER.readValue(document, new TypeReference<LinkedHashMap<String, Object>>() {});
    }

    /** Returns what it says of the type, if it does. */
    public @Nullable String description() {
        return schema.getSchemaNode().path("description").asString(null);
    }

    /** Returns what is wrong with the body of an event; of very much that is wrong, the first part. */
    List<EventViolation> violations(JsonNode body) {
        return schema.validate(body).stream()
                .limit(MOST_TOLD)
                .map(EventSchema::violation)
                .toList();
    }

    private static EventViolation violation(Error error) {
        String at = error.getInstanceLocation().toString();
        // What is missing is named, not only what misses it.
        return "required".equals(error.getKeyword())
                ? new EventViolation(at + "/" + escaped(error.getProperty()), "is missing")
                : new EventViolation(at, error.getMessage());
    }

    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
