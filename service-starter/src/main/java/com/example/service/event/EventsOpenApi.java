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
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springdoc.core.customizers.OpenApiCustomizer;

/** Says in the OpenAPI document how events come, with an example of each type that clients may publish. */
final class EventsOpenApi implements OpenApiCustomizer {

    private final EventCatalog catalog;

    private final EventsProperties properties;

    EventsOpenApi(EventCatalog catalog, EventsProperties properties) {
        this.catalog = catalog;
        this.properties = properties;
    }

    @Override
    public void customise(OpenAPI document) {
        PathItem events = document.getPaths().get("/api/events");
        if (events != null) {
            describe(events.getPost());
        }
    }

    private void describe(Operation publish) {
        publish.setSummary("Publish CloudEvents");
        publish.setDescription(
                "One event in binary or structured mode, or a batch: all or none (CloudEvents 1.0, HTTP Protocol Binding)");
        for (String name : List.of("ce-specversion", "ce-id", "ce-source", "ce-type")) {
            publish.addParametersItem(new HeaderParameter()
                    .name(name)
                    .description("In binary mode, with content type application/json")
                    .schema(new StringSchema()));
        }
        publish.setRequestBody(new RequestBody()
                .required(true)
                .content(new Content()
                        .addMediaType("application/cloudevents+json", mediaType(cloudEvent(), false))
                        .addMediaType(
                                "application/cloudevents-batch+json",
                                mediaType(new ArraySchema().items(cloudEvent()), true))
                        .addMediaType("application/json", new MediaType().schema(new ObjectSchema()))));
    }

    private MediaType mediaType(Schema<?> schema, boolean batch) {
        MediaType type = new MediaType().schema(schema);
        for (EventDefinition event : catalog.definitions()) {
            if (properties.takes(event.type()) && example(event) instanceof Map<?, ?> example) {
                type.addExamples(event.type(), new Example().value(batch ? List.of(example) : example));
            }
        }
        return type;
    }

    private static Object example(EventDefinition event) {
        EventSchema schema = event.schema();
        if (schema == null || !(schema.asMap().get("examples") instanceof List<?> examples) || examples.isEmpty()) {
            return List.of();
        }
        Map<String, Object> example = new LinkedHashMap<>();
        example.put("specversion", "1.0");
        example.put(
                "id",
                UUID.nameUUIDFromBytes(event.type().getBytes(StandardCharsets.UTF_8))
                        .toString());
        example.put("source", "/examples");
        example.put("type", event.type());
        example.put("data", examples.get(0));
        return example;
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
