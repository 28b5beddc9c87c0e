package com.example.messaging.event;

import com.example.messaging.UnreadableEventException;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JSON of events: that of Jackson's own defaults, whatever the application sets for its HTTP side, because other
 * services read it.
 */
final class EventJson {

    /** Numbers stay what they were, whether read into a tree or into a record. */
    static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private EventJson() {}

    /**
     * Reads a document.
     *
     * @param what what it is, as in "the body of event '4711'"
     * @throws UnreadableEventException if it is not JSON; says where, but not what is there: bodies stay out of logs
     */
    static JsonNode read(byte[] document, String what) {
        try {
            JsonNode read = MAPPER.readTree(document);
            if (read.isMissingNode()) {
                throw new UnreadableEventException(what + " is empty", null);
            }
            return read;
        } catch (JacksonException ex) {
            throw new UnreadableEventException("%s %s".formatted(what, reason(ex)), ex);
        }
    }

    private static String reason(JacksonException ex) {
        if (ex instanceof StreamConstraintsException) {
            return "has a number, a name or a nesting that is too long to be read";
        }
        TokenStreamLocation at = Optional.ofNullable(ex.getLocation()).orElse(TokenStreamLocation.NA);
        return "is not JSON: line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
    }
}
