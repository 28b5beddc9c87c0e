package com.example.messaging.deadletter;

import com.example.messaging.EventHeaders;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;

/**
 * Works out the headers of a dead letter. All of them together, names included, stay below 4 KiB, because headers travel
 * in one frame and a larger one makes the broker refuse the message (AMQP 0-9-1, {@code frame-max}).
 */
final class FailureHeaders {

    private static final int LIMIT = 4096;

    /** What a header costs beside its name and value: their lengths and the value's type (AMQP 0-9-1, "Field Tables"). */
    private static final int OVERHEAD = 6;

    private static final int MESSAGE_LIMIT = 1024;

    private static final int NAME_LIMIT = 255;

    private static final int CAUSES_LIMIT = 8;

    private static final int FRAMES_LIMIT = 15;

    /** Frames between a caller and what it called through a proxy or by reflection. */
    private static final Pattern PLUMBING =
            Pattern.compile("^(java\\.lang\\.reflect|jdk\\.internal|org\\.springframework\\.(aop|cglib))\\.|\\$\\$");

    private final Map<String, Object> headers = new LinkedHashMap<>();

    private int size;

    private FailureHeaders() {}

    static Map<String, Object> of(Message message, Failure failure, String queue, String service) {
        MessageProperties properties = message.getMessageProperties();
        Throwable cause = failure.cause();
        FailureHeaders result = new FailureHeaders();
        result.add(EventHeaders.FAILURE_TYPE, cause.getClass().getName(), NAME_LIMIT);
        result.add(EventHeaders.FAILURE_ATTEMPTS, failure.attempts());
        result.add(EventHeaders.FAILURE_QUEUE, queue, NAME_LIMIT);
        result.add(
                EventHeaders.FAILURE_EXCHANGE,
                origin(properties, EventHeaders.ORIGIN_EXCHANGE, properties.getReceivedExchange()),
                NAME_LIMIT);
        result.add(
                EventHeaders.FAILURE_ROUTING_KEY,
                origin(properties, EventHeaders.ORIGIN_ROUTING_KEY, properties.getReceivedRoutingKey()),
                NAME_LIMIT);
        result.add(EventHeaders.FAILURE_SERVICE, service, NAME_LIMIT);
        // A replayed message that fails again keeps the time of its first failure.
        Object firstAt = properties.getHeader(EventHeaders.FAILURE_FIRST_AT);
        result.add(
                EventHeaders.FAILURE_FIRST_AT,
                Optional.ofNullable(firstAt).orElse(failure.firstAt()).toString(),
                NAME_LIMIT);
        result.add(EventHeaders.FAILURE_LAST_AT, failure.lastAt().toString(), NAME_LIMIT);
        result.add(EventHeaders.FAILURE_MESSAGE, cause.getMessage(), MESSAGE_LIMIT);
        int left = LIMIT - 1 - result.size - EventHeaders.FAILURE_STACKTRACE.length() - OVERHEAD;
        result.add(EventHeaders.FAILURE_STACKTRACE, stackTrace(cause), left);
        return result.headers;
    }

    /** A message that waited for its next attempt came by another way than it was published. */
    private static @Nullable String origin(MessageProperties properties, String header, @Nullable String received) {
        Object noted = properties.getHeader(header);
        return noted == null ? received : noted.toString();
    }

    private void add(String name, int value) {
        headers.put(name, value);
        size += name.length() + OVERHEAD + Integer.BYTES;
    }

    private void add(String name, @Nullable String value, int limit) {
        String cut = cut(value == null ? "" : value, limit);
        headers.put(name, cut);
        size += name.length() + OVERHEAD + cut.getBytes(StandardCharsets.UTF_8).length;
    }

    /** The longest beginning of the text that fits into so many bytes of UTF-8, never half a character. */
    private static String cut(String text, int bytes) {
        CharsetEncoder encoder = StandardCharsets.UTF_8
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        CharBuffer in = CharBuffer.wrap(text);
        encoder.encode(in, ByteBuffer.allocate(bytes), true);
        return text.substring(0, in.position());
    }

    /** The chain of causes, each with its first telling frames: a long outer trace must not cut off the inner reason. */
    private static String stackTrace(Throwable failure) {
        StringBuilder trace = new StringBuilder();
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < CAUSES_LIMIT; depth++) {
            trace.append(depth == 0 ? "" : "Caused by: ")
                    .append(cut(cause.toString(), MESSAGE_LIMIT))
                    .append('\n');
            Arrays.stream(cause.getStackTrace())
                    .filter(frame -> !PLUMBING.matcher(frame.getClassName()).find())
                    .limit(FRAMES_LIMIT)
                    .forEach(frame -> trace.append("\tat ").append(frame).append('\n'));
            cause = cause.getCause();
        }
        return trace.toString();
    }
}
