package com.example.service.event;

import com.example.messaging.event.EventCatalog;
import com.example.messaging.event.EventDefinition;
import com.example.messaging.event.EventSchema;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Shows which events there are, and what they look like. */
@RestController
@RequestMapping("/api/event-types")
@Tag(name = EventsOpenApi.TAG, description = "CloudEvents: which there are, and how to publish them")
class EventTypeController {

    static final String SCHEMA = "application/schema+json";

    private final EventCatalog catalog;

    private final EventsProperties properties;

    EventTypeController(EventCatalog catalog, EventsProperties properties) {
        this.catalog = catalog;
        this.properties = properties;
    }

    /**
     * One type of the catalogue.
     *
     * @param type its name, also its routing key
     * @param exchange where it is published
     * @param description what it says
     * @param schema where its schema is, if it has one
     * @param accepted whether clients may publish it by {@code POST /api/events}
     */
    record EventTypeView(
            String type,
            String exchange,
            @Nullable String description,
            @Nullable String schema,
            boolean accepted) {

        static EventTypeView of(EventDefinition definition, EventsProperties properties) {
            Optional<EventSchema> schema = Optional.ofNullable(definition.schema());
            return new EventTypeView(
                    definition.type(),
                    definition.exchange(),
                    schema.map(EventSchema::description).orElse(null),
                    schema.map(found -> "/api/event-types/" + definition.type()).orElse(null),
                    properties.takes(definition.type()));
        }
    }

    @Operation(operationId = "listEventTypes", summary = "List the event types that this service knows")
    @ApiResponse(responseCode = "200", description = "All of them")
    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    List<EventTypeView> all() {
        return catalog.definitions().stream()
                .map(definition -> EventTypeView.of(definition, properties))
                .toList();
    }

    @Operation(operationId = "findEventSchema", summary = "Show the JSON Schema of an event type")
    @ApiResponse(
            responseCode = "200",
            description = "Draft 2020-12",
            content = @Content(mediaType = SCHEMA, schema = @Schema(type = "object")))
    @GetMapping("/{type}")
    ResponseEntity<String> schema(@PathVariable String type) {
        String document = catalog.find(type)
                .map(EventDefinition::schema)
                .map(EventSchema::document)
                .orElseThrow(EventTypeController::notFound);
        return ResponseEntity.ok().contentType(MediaType.parseMediaType(SCHEMA)).body(document);
    }

    private static ErrorResponseException notFound() {
        ErrorResponseException error = new ErrorResponseException(HttpStatus.NOT_FOUND);
        error.setDetail("There is no schema of such an event type; GET /api/event-types lists those that there are.");
        return error;
    }
}
