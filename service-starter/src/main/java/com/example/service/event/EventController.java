package com.example.service.event;

import com.example.messaging.EventViolation;
import com.example.messaging.InvalidEventException;
import com.example.messaging.UnreadableEventException;
import com.example.messaging.event.CloudEvent;
import com.example.messaging.event.EventCodec;
import com.example.messaging.event.EventIntake;
import com.example.messaging.event.IncomingEvent;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Takes CloudEvents from clients of any kind, and publishes them. */
@RestController
@RequestMapping("/api/events")
@Tag(name = EventsOpenApi.TAG)
class EventController {

    private static final int MOST_TOLD = 100;

    private final EventCodec codec;

    private final EventIntake intake;

    private final EventsProperties properties;

    EventController(EventCodec codec, EventIntake intake, EventsProperties properties) {
        this.codec = codec;
        this.intake = intake;
        this.properties = properties;
    }

    /**
     * What became of the events of a request.
     *
     * @param accepted how many will be published
     * @param duplicates how many were taken before, by their source and id
     */
    record Accepted(int accepted, int duplicates) {}

    /** Accepts one event, or a batch of them: all or none. 202 because they are published after the answer. */
    @Operation(
            operationId = "publishEvents",
            summary = "Publish CloudEvents",
            description =
                    "One event in binary or structured mode, or a batch: all or none (CloudEvents 1.0, HTTP Protocol Binding)")
    @ApiResponse(
            responseCode = "202",
            description = "They are stored, and will be published in their order",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                            schema = @Schema(implementation = Accepted.class)))
    @ApiResponse(
            responseCode = "422",
            description = "The event is not valid: 'errors' has all that is wrong, with JSON Pointers")
    @PostMapping
    ResponseEntity<Accepted> publish(
            @RequestHeader HttpHeaders headers, @RequestBody(required = false) byte @Nullable [] body) {
        HttpEvents.Mode mode = HttpEvents.modeOf(headers.getContentType());
        if (mode == null) {
            throw error(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                    "Events come as application/cloudevents+json, application/cloudevents-batch+json, or as application/json with their attributes in headers ce-id, ce-source, ce-type and ce-specversion.");
        }
        JsonNode document = parse(body);
        if (mode == HttpEvents.Mode.BATCH) {
            checkBatch(document);
        }
        List<IncomingEvent> events = check(HttpEvents.of(mode, headers, document));
        int accepted = intake.accept(events);
        return ResponseEntity.accepted()
                .contentType(MediaType.APPLICATION_JSON)
                .body(new Accepted(accepted, events.size() - accepted));
    }

    private JsonNode parse(byte @Nullable [] body) {
        try {
            return codec.parse(body == null ? new byte[0] : body, "The body");
        } catch (UnreadableEventException ex) {
            throw error(HttpStatus.BAD_REQUEST, ex.getMessage() + ".");
        }
    }

    private void checkBatch(JsonNode document) {
        if (!document.isArray()) {
            throw error(HttpStatus.BAD_REQUEST, "The body is not a JSON array, as a batch of events is.");
        }
        if (document.size() > properties.maxBatchSize()) {
            throw error(
                    HttpStatus.CONTENT_TOO_LARGE,
                    "The batch has %d events; %d are allowed. None was accepted."
                            .formatted(document.size(), properties.maxBatchSize()));
        }
    }

    private List<IncomingEvent> check(HttpEvents request) {
        boolean batch = request.mode() == HttpEvents.Mode.BATCH;
        List<IncomingEvent> valid = new ArrayList<>();
        List<EventViolation> violations = new ArrayList<>();
        for (int i = 0; i < request.events().size(); i++) {
            String parent = batch ? "/" + i : "";
            try {
                valid.add(accept(request.events().get(i)));
            } catch (InvalidEventException ex) {
                ex.violations().forEach(violation -> violations.add(violation.below(parent)));
            }
        }
        if (!violations.isEmpty()) {
            throw invalid(request.mode(), violations);
        }
        return valid;
    }

    private IncomingEvent accept(CloudEvent event) {
        IncomingEvent known = codec.accept(event);
        if (!properties.takes(known.metadata().type())) {
            throw new InvalidEventException(
                    "The event is not valid",
                    List.of(new EventViolation("/type", "is not among the types that clients may publish here")));
        }
        return known;
    }

    private static ErrorResponseException invalid(HttpEvents.Mode mode, List<EventViolation> violations) {
        EventViolation first = violations.get(0);
        String what = switch (mode) {
            case BINARY -> "The event is not valid (attributes are in headers 'ce-', the body is /data)";
            case STRUCTURED -> "The event is not valid";
            case BATCH ->
                "None of the batch was accepted, because not all of it is valid (pointers begin with the index)";
        };
        ErrorResponseException error = error(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "%s: %s %s.".formatted(what, first.pointer().isEmpty() ? "it" : first.pointer(), first.message()));
        error.getBody()
                .setProperty("errors", violations.stream().limit(MOST_TOLD).toList());
        return error;
    }

    private static ErrorResponseException error(HttpStatus status, String detail) {
        return new ErrorResponseException(status, ProblemDetail.forStatusAndDetail(status, detail), null);
    }
}
