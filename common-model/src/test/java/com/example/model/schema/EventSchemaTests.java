package com.example.model.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.example.model.EventType;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * With {@code -Dschemas.write} the schemas are written as the records have them; with {@code -Dschemas.release} they
 * become those that later ones are compared with.
 */
class EventSchemaTests {

    private static final boolean WRITE = System.getProperty("schemas.write") != null;

    private static final boolean RELEASE = System.getProperty("schemas.release") != null;

    private static final Path RELEASED = Path.of("released");

    static List<Class<?>> events() {
        return new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackagesOf(EventType.class)
                        .stream()
                        .filter(type -> type.isAnnotatedWith(EventType.class))
                        .<Class<?>>map(JavaClass::reflect)
                        .toList();
    }

    @ParameterizedTest
    @MethodSource("events")
    void theSchemaSaysWhatTheRecordSays(Class<?> event) throws IOException {
        String generated = text(EventSchema.generate(event));
        Path file = EventSchema.file(EventSchema.SCHEMAS, EventSchema.typeOf(event));
        if (WRITE) {
            Files.writeString(file, generated);
        }

        assertThat(file)
                .as(
                        "the schema of %s; 'mvn test -pl common-model -am -Dschemas.write' writes it",
                        event.getSimpleName())
                .exists()
                .content()
                .isEqualTo(generated);
    }

    @ParameterizedTest
    @MethodSource("events")
    void whoKeepsToWhatWasReleasedIsNotBroken(Class<?> event) throws IOException {
        String type = EventSchema.typeOf(event);
        JsonNode schema = EventSchema.generate(event);

        List<String> breaks = EventSchema.released(type)
                .map(released -> Compatibility.breaks(released, schema))
                .orElse(List.of());

        if (!breaks.isEmpty()) {
            fail(
                    "'%s' was released, and changes in a way that would break somebody:%n%n  %s%n%nLeave '%s' as it was, and release the change as '%s' beside it: docs/contracts.md, \"A new version\".",
                    type, String.join("\n  ", breaks), type, next(type));
        }
        if (RELEASE) {
            Files.writeString(EventSchema.file(RELEASED, type), text(schema));
        }
    }

    @Test
    void whatWasReleasedIsStillUnderstood() throws IOException {
        assertThat(types())
                .as(
                        "Types that were released. Messages of them may come for long after the last publisher is gone; when none can come any more, delete the file")
                .containsAll(filesIn(RELEASED));
    }

    @Test
    void thereIsNoSchemaWithoutARecord() throws IOException {
        assertThat(filesIn(EventSchema.SCHEMAS)).isEqualTo(types());
        assertThat(filesIn(EventSchema.EXAMPLES)).isEqualTo(types());
    }

    @ParameterizedTest
    @MethodSource("events")
    void theExampleIsValidAndTheRecordReadsAndWritesIt(Class<?> event) {
        JsonMapper exact = JsonMapper.builder()
                .enable(
                        DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS,
                        DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .build();
        JsonNode schema = EventSchema.read(EventSchema.file(EventSchema.SCHEMAS, EventSchema.typeOf(event)));
        JsonNode example = exact.readTree(EventSchema.file(EventSchema.EXAMPLES, EventSchema.typeOf(event))
                .toFile());

        SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12,
                builder -> builder.schemaRegistryConfig(SchemaRegistryConfig.builder()
                        .formatAssertionsEnabled(true)
                        .build()));
        assertThat(registry.getSchema(schema).validate(example)).isEmpty();
        JsonNode written = exact.valueToTree(exact.treeToValue(example, event));
        assertThat(written.equals(EventSchemaTests::compare, example))
                .as("%s is %s", example, written)
                .isTrue();
    }

    /** 80 is 80.0. */
    private static int compare(JsonNode one, JsonNode other) {
        if (one.isNumber() && other.isNumber()) {
            return one.decimalValue().compareTo(other.decimalValue());
        }
        return one.equals(other) ? 0 : 1;
    }

    private static Set<String> types() {
        return events().stream().map(EventSchema::typeOf).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> filesIn(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString().replaceAll("\\.json$", ""))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static String text(JsonNode schema) {
        return EventSchema.JSON.writeValueAsString(schema) + "\n";
    }

    private static String next(String type) {
        int dot = type.lastIndexOf(".v");
        return type.substring(0, dot + 2) + (Integer.parseInt(type.substring(dot + 2)) + 1);
    }
}
