package com.example.messaging.audit;

import com.example.messaging.deadletter.EndpointAnswer;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/** Reads the audit trail, and replays some of it to one of this service's queues. */
@Endpoint(id = "audit")
final class AuditEndpoint {

    private static final int DEFAULT_LIMIT = 50;

    private static final int MOST_SHOWN = 1_000;

    private final AuditTrail trail;

    AuditEndpoint(AuditTrail trail) {
        this.trail = trail;
    }

    /** Events, the oldest first. The answer says from which offset to go on, and whether there is more. */
    @ReadOperation
    WebEndpointResponse<Map<String, ?>> read(
            @Nullable Long offset,
            @Nullable String from,
            @Nullable String until,
            @Nullable Long untilOffset,
            @Nullable String type,
            @Nullable String key,
            @Nullable Integer limit) {
        return EndpointAnswer.of(() -> {
            AuditTrail.Page page = trail.read(
                    query(offset, from, until, untilOffset, type, key),
                    limit == null ? DEFAULT_LIMIT : Math.max(1, Math.min(limit, MOST_SHOWN)));
            Map<String, Object> answer = progress(page.next(), page.end(), page.complete());
            answer.put("events", page.events());
            return answer;
        });
    }

    /**
     * Replays those that are asked for to one queue, or lets its inbox forget them first.
     *
     * @param all true, if nothing else says which: a word that is misspelled should not replay everything
     * @param forget true, if nothing is to be sent, but they shall take effect again when they are
     */
    @WriteOperation
    WebEndpointResponse<Map<String, ?>> replay(
            @Selector String queue,
            @Nullable Boolean all,
            @Nullable Long offset,
            @Nullable String from,
            @Nullable String until,
            @Nullable Long untilOffset,
            @Nullable String type,
            @Nullable String key,
            @Nullable Boolean forget) {
        return EndpointAnswer.of(() -> {
            AuditQuery query = query(offset, from, until, untilOffset, type, key);
            if (query.equals(AuditQuery.ALL) && !Boolean.TRUE.equals(all)) {
                throw new IllegalArgumentException(
                        "Say which events to replay: 'offset', 'from', 'until', 'untilOffset', 'type', 'key', or 'all': true");
            }
            if (Boolean.TRUE.equals(forget)) {
                AuditTrail.Forgotten forgotten = trail.forget(queue, query);
                Map<String, Object> answer = progress(forgotten.next(), forgotten.end(), forgotten.complete());
                answer.put("forgotten", forgotten.forgotten());
                return answer;
            }
            AuditTrail.Replayed replayed = trail.replay(queue, query);
            Map<String, Object> answer = progress(replayed.next(), replayed.end(), replayed.complete());
            answer.put("replayed", replayed.replayed());
            answer.put("refused", replayed.refused());
            answer.put("reason", replayed.reason());
            return answer;
        });
    }

    private static Map<String, Object> progress(long next, long end, boolean complete) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("next", next);
        answer.put("end", end);
        answer.put("complete", complete);
        return answer;
    }

    private static AuditQuery query(
            @Nullable Long offset,
            @Nullable String from,
            @Nullable String until,
            @Nullable Long untilOffset,
            @Nullable String type,
            @Nullable String key) {
        return new AuditQuery(offset, instant("from", from), instant("until", until), untilOffset, type, key);
    }

    private static @Nullable Instant instant(String name, @Nullable String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException ex) {
            throw new IllegalArgumentException("'%s' must be a time as in 2026-01-31T12:00:00Z".formatted(name), ex);
        }
    }
}
