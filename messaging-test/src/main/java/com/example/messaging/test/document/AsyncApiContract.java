package com.example.messaging.test.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.messaging.test.VirtualHost;
import com.example.messaging.test.web.ServiceClient;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.EntityExchangeResult;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;

/**
 * Each message example in the AsyncAPI document of a service is an event that clients may send: by HTTP where the service
 * takes its type, and by AMQP as the document says.
 */
public abstract class AsyncApiContract {

    private static final String HANDLED =
            "select count(*) from inbox_message where queue = ? and event_source = ? and event_id = ?";

    private final ApplicationContext service;

    private final RestTestClient client;

    private final VirtualHost virtualHost;

    private final Document document;

    /** Creates it for a service that listens, and that has an inbox. */
    protected AsyncApiContract(ApplicationContext service, VirtualHost virtualHost) {
        this.service = service;
        this.virtualHost = virtualHost;
        client = ServiceClient.api(service.getEnvironment());
        Object yaml = new Yaml().load(get("/api/asyncapi"));
        document = new Document(Document.JSON.valueToTree(yaml));
    }

    private String get(String path) {
        return String.valueOf(client.get()
                .uri(path)
                .exchange()
                .expectStatus()
                .isOk()
                .returnResult(String.class)
                .getResponseBody());
    }

    private static List<JsonNode> examplesOf(JsonNode message) {
        List<JsonNode> examples = message.path("examples").valueStream().toList();
        assertThat(examples).as("examples of %s", message.path("name")).isNotEmpty();
        return examples;
    }

    @TestFactory
    Stream<DynamicTest> everyExampleIsTakenByHttp() {
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode type : Document.JSON.readTree(get("/api/event-types"))) {
            if (type.path("accepted").asBoolean()) {
                String name = type.path("type").asString();
                JsonNode message =
                        document.root().path("components").path("messages").path(name);
                for (JsonNode example : examplesOf(message)) {
                    tests.add(DynamicTest.dynamicTest(name, () -> assertTaken(name, example.path("payload"))));
                }
            }
        }
        assertThat(tests).isNotEmpty();
        return tests.stream();
    }

    /** Under an id of its own, so that it is not the one that comes by AMQP. */
    private void assertTaken(String type, JsonNode body) {
        EntityExchangeResult<String> answer = client.post()
                .uri("/api/events")
                .header("ce-specversion", "1.0")
                .header("ce-id", UUID.randomUUID().toString())
                .header("ce-source", "/examples/http")
                .header("ce-type", type)
                .header(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON_VALUE)
                .body(body.toString())
                .exchange()
                .returnResult(String.class);

        assertThat(answer.getStatus().value()).as(answer.getResponseBody()).isEqualTo(202);
        assertThat(answer.getResponseBody()).isEqualTo("{\"accepted\":1,\"duplicates\":0}");
    }

    @TestFactory
    Stream<DynamicTest> everyExampleIsHandledByTheQueueThatItsBindingLeadsTo() {
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode operation : document.root().path("operations")) {
            JsonNode channel = document.resolve(operation.path("channel"));
            JsonNode queue = channel.path("bindings").path("amqp").path("queue");
            if (operation.path("action").asString().equals("receive") && queue.has("name")) {
                assertThat(channel.path("messages").isEmpty()).isFalse();
                for (JsonNode reference : channel.path("messages")) {
                    JsonNode message = document.resolve(reference);
                    JsonNode binding = bindingOf(channel, message.path("name").asString());
                    String name = queue.path("name").asString();
                    for (JsonNode example : examplesOf(message)) {
                        tests.add(DynamicTest.dynamicTest(
                                "%s to %s".formatted(message.path("name").asString(), name),
                                () -> assertHandled(name, binding, message, example)));
                    }
                }
            }
        }
        assertThat(tests).isNotEmpty();
        return tests.stream();
    }

    private static JsonNode bindingOf(JsonNode channel, String type) {
        return channel.path("x-bindings")
                .valueStream()
                .filter(binding -> type.matches(binding.path("routingKey")
                        .asString()
                        .replace(".", "\\.")
                        .replace("*", "[^.]+")
                        .replace("#", ".*")))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No binding leads '%s' to its queue".formatted(type)));
    }

    private void assertHandled(String queue, JsonNode binding, JsonNode message, JsonNode example) {
        Map<?, ?> headers = Document.JSON.convertValue(example.path("headers"), Map.class);
        String source = String.valueOf(headers.get("cloudEvents_source"));
        String id = String.valueOf(headers.get("cloudEvents_id"));
        String type = message.path("name").asString();
        String deadLetters = queue + ".dlq";
        MessageProperties properties = new MessageProperties();
        properties.setContentType(message.path("contentType").asString());
        properties.setType(
                message.path("bindings").path("amqp").path("messageType").asString());
        headers.forEach((name, value) -> properties.setHeader(String.valueOf(name), value));
        assertThat(isHandled(queue, source, id)).isFalse();
        long before = virtualHost.depth(deadLetters);

        virtualHost
                .template()
                .send(
                        binding.path("exchange").asString(),
                        type,
                        new Message(example.path("payload").toString().getBytes(StandardCharsets.UTF_8), properties));

        await().atMost(Duration.ofSeconds(30))
                .until(() -> isHandled(queue, source, id) || virtualHost.depth(deadLetters) > before);
        assertThat(virtualHost.depth(deadLetters)).as(deadLetters).isEqualTo(before);
    }

    /** Queue, source and id are in the inbox once the listener's transaction has committed. */
    private boolean isHandled(String queue, String source, String id) {
        try (Connection connection = service.getBean(DataSource.class).getConnection();
                PreparedStatement select = connection.prepareStatement(HANDLED)) {
            select.setString(1, queue);
            select.setString(2, source);
            select.setString(3, id);
            try (ResultSet result = select.executeQuery()) {
                return result.next() && result.getInt(1) == 1;
            }
        } catch (SQLException ex) {
            throw new AssertionError(ex);
        }
    }
}
