package com.example.service.event;

import com.example.messaging.event.CloudEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.util.StringUtils;
import tools.jackson.databind.JsonNode;

/**
 * The events of a request (CloudEvents 1.0, "HTTP Protocol Binding"): structured, batched, or binary with the attributes in
 * headers.
 *
 * @param mode how they came
 * @param events one, or those of the batch
 */
record HttpEvents(Mode mode, List<CloudEvent> events) {

    private static final String PREFIX = "ce-";

    private static final MediaType STRUCTURED = MediaType.parseMediaType("application/cloudevents+json");

    private static final MediaType BATCH = MediaType.parseMediaType("application/cloudevents-batch+json");

    private static final MediaType ANY_JSON = MediaType.parseMediaType("application/*+json");

    /** The three modes of the binding. */
    enum Mode {
        BINARY,
        STRUCTURED,
        BATCH
    }

    /** Returns how the events of a content type come, or {@code null} if none do. */
    static @Nullable Mode modeOf(@Nullable MediaType contentType) {
        if (contentType == null) {
            return null;
        }
        if (BATCH.isCompatibleWith(contentType)) {
            return Mode.BATCH;
        }
        if (STRUCTURED.isCompatibleWith(contentType)) {
            return Mode.STRUCTURED;
        }
        boolean json = MediaType.APPLICATION_JSON.isCompatibleWith(contentType) || ANY_JSON.includes(contentType);
        return json && !contentType.getSubtype().startsWith("cloudevents") ? Mode.BINARY : null;
    }

    static HttpEvents of(Mode mode, HttpHeaders headers, JsonNode body) {
        return new HttpEvents(
                mode,
                switch (mode) {
                    case BATCH -> body.valueStream().map(CloudEvent::ofJson).toList();
                    case STRUCTURED -> List.of(CloudEvent.ofJson(body));
                    case BINARY -> List.of(CloudEvent.of(attributes(headers), body));
                });
    }

    private static Map<String, String> attributes(HttpHeaders headers) {
        Map<String, String> attributes = new TreeMap<>();
        headers.forEach((header, values) -> {
            String name = header.toLowerCase(Locale.ROOT);
            if (name.startsWith(PREFIX)) {
                attributes.put(name.substring(PREFIX.length()), decoded(values.get(0)));
            }
        });
        String contentType = headers.getFirst(HttpHeaders.CONTENT_TYPE);
        if (contentType != null) {
            attributes.put("datacontenttype", contentType);
        }
        return attributes;
    }

    /** Characters that headers can't have are written as {@code %xx} of UTF-8, or the whole in quotes. */
    private static String decoded(String value) {
        String text = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")
                ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1")
                : value;
        try {
            return StringUtils.uriDecode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException ex) {
            return text;
        }
    }
}
