package com.example.messaging.test.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.messaging.test.web.ServiceClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.EntityExchangeResult;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;

/**
 * The OpenAPI document of a service says what each operation does and answers, and each of its examples is a request that
 * works.
 */
public abstract class OpenApiContract {

    private static final List<String> OF_ALL = List.of("401", "403", "429", "500", "503", "default");

    private static final List<String> OF_THOSE_WITH_BODY = List.of("400", "413", "415");

    private static final MediaType ANY_JSON = MediaType.parseMediaType("application/*+json");

    private final RestTestClient client;

    private final Document document;

    /** Creates it for a service that listens. */
    protected OpenApiContract(Environment environment) {
        client = ServiceClient.api(environment);
        document = new Document(Document.JSON.readTree(client.get()
                .uri("/v3/api-docs")
                .exchange()
                .expectStatus()
                .isOk()
                .returnResult(String.class)
                .getResponseBody()));
    }

    /**
     * One operation.
     *
     * @param method its method
     * @param path its path, as the document has it
     * @param node what the document says of it
     */
    private record Operation(HttpMethod method, String path, JsonNode node) {

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    private List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : document.root().path("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                HttpMethod method = HttpMethod.valueOf(operation.getKey().toUpperCase(Locale.ROOT));
                operations.add(new Operation(method, path.getKey(), operation.getValue()));
            }
        }
        assertThat(operations).hasSizeGreaterThan(3);
        return operations;
    }

    @Test
    void itSaysWhoseItIsAndHowToLogIn() {
        JsonNode info = document.root().path("info");
        JsonNode schemes = document.root().path("components").path("securitySchemes");

        assertThat(info.path("title").asString()).isNotBlank();
        assertThat(info.path("description").asString()).isNotBlank();
        assertThat(info.path("version").asString()).matches("\\d+\\..*");
        assertThat(document.root().path("security").findValues("password")).hasSize(1);
        assertThat(schemes.path("password").path("scheme").asString()).isEqualTo("basic");
        assertThat(document.brokenReferences()).isEmpty();
    }

    @Test
    void itHasTheApiAndNothingElse() {
        assertThat(operations())
                .allSatisfy(operation -> assertThat(operation.path()).startsWith("/api/"));
    }

    @TestFactory
    Stream<DynamicTest> everyOperationSaysWhatItDoesAndAnswers() {
        return operations().stream()
                .map(operation -> DynamicTest.dynamicTest(operation.toString(), () -> assertDescribed(operation)));
    }

    private void assertDescribed(Operation operation) {
        JsonNode node = operation.node();
        JsonNode answers = node.path("responses");
        assertThat(node.path("summary").asString()).isNotBlank();
        assertThat(node.path("operationId").asString()).doesNotContain("_");
        assertThat(node.path("tags").valueStream().map(JsonNode::asString))
                .isNotEmpty()
                .noneMatch(tag -> tag.endsWith("-controller"));
        assertThat(answers.propertyNames()).containsAll(OF_ALL).anyMatch(status -> status.startsWith("2"));
        if (node.has("requestBody")) {
            assertThat(answers.propertyNames()).containsAll(OF_THOSE_WITH_BODY);
        }
        if (operation.path().contains("{")) {
            assertThat(answers.propertyNames()).contains("404");
        }
        for (Map.Entry<String, JsonNode> entry : answers.properties()) {
            String status = entry.getKey();
            JsonNode content = document.resolve(entry.getValue()).path("content");
            assertThat(content.isEmpty()).as("%s has no content", status).isFalse();
            if (!status.startsWith("2")) {
                assertThat(content.propertyNames()).as(status).containsExactly("application/problem+json");
            }
            if (!status.equals("default")) {
                content.properties()
                        .forEach(type -> assertExamplesAreValid(status + " " + type.getKey(), type.getValue()));
            }
        }
    }

    private void assertExamplesAreValid(String name, JsonNode content) {
        List<JsonNode> examples = Document.examples(content);
        assertThat(examples).as("examples of " + name).isNotEmpty();
        assertThat(examples)
                .allSatisfy(example -> assertThat(document.violations(content.path("schema"), example))
                        .as(name)
                        .isEmpty());
    }

    /** Those that change something come first: the others ask for what comes of it. */
    @TestFactory
    Stream<DynamicTest> everyExampleIsARequestThatWorks() {
        return operations().stream()
                .flatMap(operation ->
                        DocumentedRequest.of(document, operation.method(), operation.path(), operation.node()).stream())
                .sorted(Comparator.comparing(request -> request.method().equals(HttpMethod.GET)))
                .map(request -> DynamicTest.dynamicTest(request.toString(), () -> assertWorks(request)));
    }

    private void assertWorks(DocumentedRequest request) {
        List<String> successes = request.successes().toList();
        if (request.method().equals(HttpMethod.GET)) {
            // What was sent before takes a moment to have its effect.
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertAnswered(request.send(client), successes, request));
        } else {
            assertAnswered(request.send(client), successes, request);
        }
    }

    private void assertAnswered(
            EntityExchangeResult<String> answer, List<String> successes, DocumentedRequest request) {
        String status = String.valueOf(answer.getStatus().value());
        assertThat(status).as(answer.getResponseBody()).isIn(successes);
        JsonNode documented =
                document.resolve(request.operation().path("responses").path(status));
        assertThat(documented.path("headers").propertyNames())
                .allSatisfy(header -> assertThat(answer.getResponseHeaders().getFirst(header))
                        .as(header)
                        .isNotNull());
        MediaType type = answer.getResponseHeaders().getContentType();
        JsonNode content = documented.path("content").path(String.valueOf(type));
        assertThat(content.isMissingNode()).as("%s is not documented", type).isFalse();
        if (type != null && (MediaType.APPLICATION_JSON.includes(type) || ANY_JSON.includes(type))) {
            JsonNode body = Document.JSON.readTree(answer.getResponseBody());
            assertThat(document.violations(content.path("schema"), body)).isEmpty();
        }
    }
}
