package com.example.model.schema;

import com.example.model.EventType;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.module.jakarta.validation.JakartaValidationModule;
import com.github.victools.jsonschema.module.jakarta.validation.JakartaValidationOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON Schema (draft 2020-12) of an event's record. What is not {@code @Nullable} is required, constraints are those
 * of Jakarta Validation, descriptions come from the Javadoc, the example from a file. Unknown fields are allowed: whoever
 * reads an event ignores what it does not know.
 */
final class EventSchema {

    static final Path SCHEMAS = Path.of("src/main/resources/event-schemas");

    static final Path EXAMPLES = Path.of("src/main/resources/event-examples");

    static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private EventSchema() {}

    static String typeOf(Class<?> event) {
        return event.getAnnotation(EventType.class).value();
    }

    static Path file(Path directory, String type) {
        return directory.resolve(type + ".json");
    }

    static JsonNode read(Path file) {
        try {
            return JSON.readTree(Files.readString(file));
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    static JsonNode generate(Class<?> event) {
        String type = typeOf(event);
        ObjectNode generated = generator(Javadoc.of(event)).generateSchema(event);
        Map<String, JsonNode> keywords = new LinkedHashMap<>();
        generated.properties().forEach(keyword -> keywords.put(keyword.getKey(), keyword.getValue()));
        ObjectNode schema = JSON.createObjectNode();
        schema.set("$schema", keywords.remove("$schema"));
        schema.put("$id", "urn:event-schema:" + type);
        schema.put("title", type);
        schema.set("description", keywords.remove("description"));
        keywords.forEach(schema::set);
        ArrayNode examples = schema.putArray("examples");
        examples.add(read(file(EXAMPLES, type)));
        return schema;
    }

    private static SchemaGenerator generator(Javadoc javadoc) {
        SchemaGeneratorConfigBuilder config = new SchemaGeneratorConfigBuilder(
                        SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
                .with(Option.STANDARD_FORMATS, Option.INLINE_ALL_SCHEMAS)
                .with(new JakartaValidationModule(JakartaValidationOption.INCLUDE_PATTERN_EXPRESSIONS));
        config.forTypesInGeneral()
                // As the record has them.
                .withPropertySorter((one, other) -> 0)
                .withDescriptionResolver(
                        scope -> javadoc.of(scope.getType().getErasedType().getSimpleName()));
        config.forFields()
                .withRequiredCheck(field -> !isNullable(field))
                .withNullableCheck(EventSchema::isNullable)
                .withDescriptionResolver(field -> field.isFakeContainerItemScope()
                        ? null
                        : javadoc.of(
                                field.getDeclaringType().getErasedType().getSimpleName(), field.getDeclaredName()));
        return new SchemaGenerator(config.build());
    }

    private static boolean isNullable(FieldScope field) {
        return field.getRawMember().getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    /** The schema that was released under this type, if it was. */
    static Optional<JsonNode> released(String type) {
        Path file = file(Path.of("released"), type);
        return Files.exists(file) ? Optional.of(read(file)) : Optional.empty();
    }
}
