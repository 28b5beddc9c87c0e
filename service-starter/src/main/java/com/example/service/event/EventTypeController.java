package com.example.service.event;

import com.example.messaging.event.EventCatalog;
import com.example.messaging.event.EventDefinition;
import com.example.messaging.event.EventSchema;
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
class EventTypeController {

    private static final MediaType SCHEMA = MediaType.parseMediaType("application/schema+json");

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
            boolean accepted) {}

    @GetMapping
    List<EventTypeView> all() {
        return catalog.definitions().stream().map(this::view).toList();
    }

    /** The JSON Schema of a type. */
    @GetMapping("/{type}")
    ResponseEntity<String> schema(@PathVariable String type) {
        String document = catalog.find(type)
                .map(EventDefinition::schema)
                .map(EventSchema::document)
                .orElseThrow(EventTypeController::notFound);
        return ResponseEntity.ok().contentType(SCHEMA).body(document);
    }

    private EventTypeView view(EventDefinition definition) {
        Optional<EventSchema> schema = Optional.ofNullable(definition.schema());
        return new EventTypeView(
                definition.type(),
                definition.exchange(),
                schema.map(EventSchema::description).orElse(null),
                schema.map(found -> "/api/event-types/" + definition.type()).orElse(null),
                properties.takes(definition.type()));
    }

    private static ErrorResponseException notFound() {
        ErrorResponseException error = new ErrorResponseException(HttpStatus.NOT_FOUND);
        error.setDetail("There is no schema of such an event type; GET /api/event-types lists those that there are.");
        return error;
    }
}
