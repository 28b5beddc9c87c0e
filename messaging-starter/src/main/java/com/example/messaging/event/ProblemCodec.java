package com.example.messaging.event;

import com.example.messaging.EventViolation;
import com.example.messaging.Problem;
import com.example.messaging.UnreadableEventException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;
import tools.jackson.databind.JsonNode;

/** Writes and reads the answers that say why there is none: problem details as JSON (RFC 9457). */
public final class ProblemCodec {

    /** Their content type. */
    public static final String CONTENT_TYPE = "application/problem+json";

    private static final int MOST_TOLD = 100;

    private ProblemCodec() {}

    /** Whether a message of this content type is a problem. */
    public static boolean isProblem(@Nullable String contentType) {
        return contentType != null && contentType.toLowerCase(Locale.ROOT).startsWith(CONTENT_TYPE);
    }

    /** Writes it, with a message id of its own, and the first 100 of its errors. */
    public static Message write(Problem problem) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("type", problem.type());
        document.put("title", problem.title());
        document.put("status", problem.status());
        document.put("detail", problem.detail());
        if (!problem.errors().isEmpty()) {
            document.put("errors", problem.errors().stream().limit(MOST_TOLD).toList());
        }
        MessageProperties properties = new MessageProperties();
        properties.setContentType(CONTENT_TYPE);
        properties.setMessageId(UUID.randomUUID().toString());
        return new Message(EventJson.MAPPER.writeValueAsBytes(document), properties);
    }

    /**
     * Reads it; what is not there, as it may be missing, is filled in.
     *
     * @throws UnreadableEventException if it is no JSON object
     */
    public static Problem read(Message message) {
        JsonNode document = EventJson.read(message.getBody(), "The problem");
        if (!document.isObject()) {
            throw new UnreadableEventException("The problem is not a JSON object", null);
        }
        List<EventViolation> errors = document.path("errors")
                .valueStream()
                .map(error -> new EventViolation(
                        error.path("pointer").asString(""),
                        error.path("message").asString("")))
                .toList();
        return new Problem(
                document.path("type").asString(Problem.UNTYPED),
                document.path("title").asString(""),
                document.path("status").asInt(500),
                document.path("detail").asString(""),
                errors);
    }
}
