package com.example.messaging.test.document;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.test.web.servlet.client.EntityExchangeResult;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;

/**
 * A request of an OpenAPI document, made of nothing but its examples.
 *
 * @param operation what it asks for
 * @param method its method
 * @param uri its path and query
 * @param headers its headers
 * @param body its body, if it has one
 */
record DocumentedRequest(
        JsonNode operation,
        HttpMethod method,
        String uri,
        Map<String, String> headers,
        @Nullable String body) {

    /** Returns the requests of an operation: one for each example of its body, or one if it has none. */
    static List<DocumentedRequest> of(Document document, HttpMethod method, String path, JsonNode operation) {
        Map<String, String> headers = new TreeMap<>();
        StringBuilder query = new StringBuilder();
        String filled = path;
        for (JsonNode reference : operation.path("parameters")) {
            JsonNode parameter = document.resolve(reference);
            String name = parameter.path("name").asString();
            List<JsonNode> examples = Document.examples(parameter);
            if (examples.isEmpty()) {
                if (parameter.path("required").asBoolean()) {
                    throw new AssertionError("%s %s: no example of '%s'".formatted(method, path, name));
                }
                continue;
            }
            String value = examples.get(0).asString();
            switch (parameter.path("in").asString()) {
                case "path" -> filled = filled.replace("{" + name + "}", encoded(value));
                case "query" ->
                    query.append(query.isEmpty() ? '?' : '&')
                            .append(name)
                            .append('=')
                            .append(encoded(value));
                default -> headers.put(name, value);
            }
        }
        String uri = filled + query;
        JsonNode body = document.resolve(operation.path("requestBody"));
        if (body.isMissingNode()) {
            return List.of(new DocumentedRequest(operation, method, uri, headers, null));
        }
        return body.path("content")
                .propertyStream()
                .flatMap(content -> {
                    List<JsonNode> examples = Document.examples(content.getValue());
                    if (examples.isEmpty()) {
                        throw new AssertionError("%s %s: no example of '%s'".formatted(method, path, content.getKey()));
                    }
                    Map<String, String> withType = new TreeMap<>(headers);
                    withType.put(HttpHeaders.CONTENT_TYPE, content.getKey());
                    return examples.stream()
                            .map(example -> new DocumentedRequest(
                                    operation, method, uri, Map.copyOf(withType), example.toString()));
                })
                .toList();
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    /** Sends it. */
    EntityExchangeResult<String> send(RestTestClient client) {
        RestTestClient.RequestBodySpec request = client.method(method).uri(uri);
        headers.forEach(request::header);
        return (body == null ? request : request.body(body)).exchange().returnResult(String.class);
    }

    /** Returns the names of those of its answers that say that it was taken. */
    Stream<String> successes() {
        return operation.path("responses").propertyNames().stream().filter(status -> status.startsWith("2"));
    }

    @Override
    public String toString() {
        return "%s %s %s".formatted(method, uri, headers.getOrDefault(HttpHeaders.CONTENT_TYPE, ""));
    }
}
