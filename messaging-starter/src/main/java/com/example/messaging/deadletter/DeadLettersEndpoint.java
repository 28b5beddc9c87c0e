package com.example.messaging.deadletter;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/** Counts, shows and replays the dead letters of this service's queues. */
@Endpoint(id = "deadletters")
final class DeadLettersEndpoint {

    private static final int DEFAULT_LIMIT = 50;

    private static final int MOST_SHOWN = 1_000;

    private final Replay replay;

    DeadLettersEndpoint(Replay replay) {
        this.replay = replay;
    }

    /** How many each queue has. */
    @ReadOperation
    WebEndpointResponse<Map<String, ?>> count() {
        return EndpointAnswer.of(() -> Map.of("queues", replay.counts()));
    }

    /** Those of one queue, the oldest first. */
    @ReadOperation
    WebEndpointResponse<Map<String, ?>> look(
            @Selector String queue,
            @Nullable String id,
            @Nullable String exception,
            @Nullable String type,
            @Nullable String from,
            @Nullable String until,
            @Nullable Integer limit) {
        int shown = Math.min(limit == null ? DEFAULT_LIMIT : limit, MOST_SHOWN);
        return EndpointAnswer.of(() -> {
            DeadLetterFilter filter = filter(id == null ? null : List.of(id), exception, type, from, until);
            return Map.of("deadLetters", replay.look(queue, filter, shown));
        });
    }

    /**
     * Replays those of one queue that the filter names.
     *
     * @param all true, if there is neither a filter nor a limit: a word that is misspelled should not replay everything
     * @param ids separated by commas: Actuator takes no JSON arrays
     */
    @WriteOperation
    WebEndpointResponse<Map<String, ?>> replay(
            @Selector String queue,
            @Nullable Boolean all,
            @Nullable List<String> ids,
            @Nullable String exception,
            @Nullable String type,
            @Nullable String from,
            @Nullable String until,
            @Nullable Integer limit) {
        return EndpointAnswer.of(() -> {
            DeadLetterFilter filter = filter(ids, exception, type, from, until);
            if (filter.equals(DeadLetterFilter.ALL) && limit == null && !Boolean.TRUE.equals(all)) {
                throw new IllegalArgumentException(
                        "Say which dead letters to replay: 'ids', 'exception', 'type', 'from', 'until', 'limit', or 'all': true");
            }
            RestingQueue.Sent sent = replay.replay(queue, filter, limit == null ? Integer.MAX_VALUE : limit);
            return Map.of(
                    "replayed", sent.sent(),
                    "refused", sent.refused(),
                    "reason", sent.reason(),
                    "remaining", sent.remaining());
        });
    }

    private static DeadLetterFilter filter(
            @Nullable List<String> ids,
            @Nullable String exception,
            @Nullable String type,
            @Nullable String from,
            @Nullable String until) {
        return new DeadLetterFilter(
                ids == null ? Set.of() : Set.copyOf(ids),
                exception,
                type,
                instant("from", from),
                instant("until", until));
    }

    private static @Nullable Instant instant(String name, @Nullable String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException ex) {
            throw new IllegalArgumentException("'%s' must be a time as in 2026-01-31T12:00:00Z".formatted(name), ex);
        }
    }
}
