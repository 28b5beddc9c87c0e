package com.example.service.event;

import com.example.messaging.event.EventCatalog;
import com.example.messaging.event.EventDefinition;
import com.example.messaging.event.EventSchema;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.HeaderParameter;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.tags.Tag;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.springdoc.core.customizers.OpenApiCustomizer;

/** Says in the OpenAPI document how events come and what they are, with the examples of their schemas. */
final class EventsOpenApi implements OpenApiCustomizer {

    /** What the operations of this package are grouped by. */
    static final String TAG = "Events";

    private static final String JSON = org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

    private final EventCatalog catalog;

    private final EventsProperties properties;

    EventsOpenApi(EventCatalog catalog, EventsProperties properties) {
        this.catalog = catalog;
        this.properties = properties;
    }

    /**
     * An event with an example.
     *
     * @param definition what it is
     * @param body the example
     */
    private record Illustrated(EventDefinition definition, Object body) {

        String type() {
            return definition.type();
        }

        static Stream<Illustrated> of(EventDefinition definition) {
            EventSchema schema = definition.schema();
            return schema != null && schema.asMap().get("examples") instanceof List<?> examples
                    ? examples.stream().limit(1).map(body -> new Illustrated(definition, body))
                    : Stream.of();
        }

        /** The attributes that an event must have. */
        Map<String, Object> attributes() {
            Map<String, Object> attributes = new LinkedHashMap<>();
            attributes.put("specversion", "1.0");
            attributes.put(
                    "id",
                    UUID.nameUUIDFromBytes(type().getBytes(StandardCharsets.UTF_8))
                            .toString());
            attributes.put("source", "/examples");
            attributes.put("type", type());
            return attributes;
        }

        Map<String, Object> structured() {
            Map<String, Object> event = attributes();
            event.put("data", body);
            return event;
        }
    }

    @Override
    public void customise(OpenAPI document) {
        // What the service is about comes first.
        Optional.ofNullable(document.getTags())
                .ifPresent(tags -> document.setTags(tags.stream()
                        .sorted(Comparator.comparing((Tag tag) -> tag.getName().equals(TAG)))
                        .toList()));
        List<Illustrated> all =
                catalog.definitions().stream().flatMap(Illustrated::of).toList();
        List<Illustrated> taken =
                all.stream().filter(event -> properties.takes(event.type())).toList();
        find(document, "/api/events").map(PathItem::getPost).ifPresent(publish -> describe(publish, taken));
        Stream.concat(taken.stream(), all.stream()).findFirst().ifPresent(event -> {
            find(document, "/api/event-types").map(PathItem::getGet).ifPresent(list -> illustrateList(list, event));
            find(document, "/api/event-types/{type}")
                    .map(PathItem::getGet)
                    .ifPresent(schema -> illustrateSchema(schema, event));
        });
    }

    private static Optional<PathItem> find(OpenAPI document, String path) {
        return Optional.ofNullable(document.getPaths().get(path));
    }

    private static void describe(Operation publish, List<Illustrated> events) {
        MediaType structured = new MediaType().schema(cloudEvent());
        MediaType batch = new MediaType().schema(new ArraySchema().items(cloudEvent()));
        MediaType binary = new MediaType()
                .schema(new ObjectSchema().description("By the schema of its type: GET /api/event-types"));
        for (Illustrated event : events) {
            structured.addExamples(event.type(), new Example().value(event.structured()));
            batch.addExamples(event.type(), new Example().value(List.of(event.structured())));
        }
        // Its attributes are those of the parameters' examples, so there is one.
        events.stream().limit(1).forEach(event -> binary.addExamples(event.type(), new Example().value(event.body())));
        cloudEvent().getRequired().stream()
                .filter(attribute -> !attribute.equals("data"))
                .forEach(attribute -> publish.addParametersItem(new HeaderParameter()
                        .name("ce-" + attribute)
                        .description("In binary mode, with content type application/json")
                        .schema(new StringSchema())
                        .example(
                                events.isEmpty()
                                        ? null
                                        : events.get(0).attributes().get(attribute))));
        publish.setRequestBody(new RequestBody()
                .required(true)
                .content(new Content()
                        .addMediaType("application/cloudevents+json", structured)
                        .addMediaType("application/cloudevents-batch+json", batch)
                        .addMediaType(JSON, binary)));
        answer(publish, "202", JSON, Map.of("accepted", 1, "duplicates", 0));
    }

    private void illustrateList(Operation list, Illustrated event) {
        answer(list, "200", JSON, List.of(EventTypeController.EventTypeView.of(event.definition(), properties)));
    }

    private static void illustrateSchema(Operation find, Illustrated event) {
        find.getParameters().get(0).setExample(event.type());
        EventSchema schema = event.definition().schema();
        if (schema != null) {
            answer(find, "200", EventTypeController.SCHEMA, schema.asMap());
        }
    }

    private static void answer(Operation operation, String status, String contentType, Object example) {
        Optional.ofNullable(operation.getResponses().get(status))
                .map(ApiResponse::getContent)
                .map(content -> content.get(contentType))
                .ifPresent(type -> type.setExample(example));
    }

    private static Schema<?> cloudEvent() {
        Schema<?> event = new ObjectSchema()
                .addProperty("specversion", new StringSchema().addEnumItem("1.0"))
                .addProperty("id", new StringSchema().description("identifies the event together with its source"))
                .addProperty("source", new StringSchema().format("uri-reference"))
                .addProperty("type", new StringSchema())
                .addProperty("subject", new StringSchema())
                .addProperty("time", new StringSchema().format("date-time"))
                .addProperty("data", new ObjectSchema().description("By the schema of its type: GET /api/event-types"));
        event.setRequired(List.of("specversion", "id", "source", "type", "data"));
        return event;
    }
}
