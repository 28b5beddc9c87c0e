package com.example.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.messaging.test.BrokerUser;
import com.example.messaging.test.BrokerUser.Attempt;
import com.example.messaging.test.VirtualHost;
import com.example.messaging.test.web.ServiceClient;
import com.jayway.jsonpath.JsonPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.amqp.core.Binding;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageBuilder;
import org.springframework.amqp.core.Queue;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

/**
 * The service does all its work as the broker's user that the deployment gives it, and that user can do little else. Its
 * subclasses name the definitions.
 */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "DATA_DIRECTORY=./target/test-data/${random.uuid}",
            // All the delays, so that all their queues are looked for, but no waiting for the long ones.
            "messaging.queues.[payments.order-placed].retry.max-attempts=2"
        })
@Timeout(90)
abstract class BrokerUserContract {

    private static final String DEAD_LETTERS = "/actuator/deadletters/payments.order-placed";

    private static final String QUESTION = """
            {"currency":"EUR","lines":[{"sku":"cup","quantity":2}]}""";

    private RestTestClient actuator;

    @Autowired
    private VirtualHost virtualHost;

    @Autowired
    private BrokerUser user;

    @BeforeEach
    void logIn(@Autowired Environment environment) {
        actuator = ServiceClient.actuator(environment);
    }

    /** What the producer has, by whoever declared it. */
    @BeforeEach
    void declareWhatIsTheProducers() {
        if (virtualHost.depth("orders.payment-outcome") < 0) {
            virtualHost.admin().declareQueue(new Queue("orders.payment-outcome"));
            virtualHost.admin().declareQueue(new Queue("orders.payment-outcome.dlq"));
        }
        virtualHost.admin().declareBinding(authorizedPayments("orders.payment-outcome"));
        virtualHost.admin().purgeQueue("orders.payment-outcome");
    }

    private static Binding authorizedPayments(String queue) {
        return new Binding(queue, Binding.DestinationType.QUEUE, "payments", "payments.payment-authorized.v1", null);
    }

    @Test
    void theServiceHasWhatItNeeds() {
        String health = get("/actuator/health");

        assertThat(JsonPath.<String>read(health, "$.components.topology.status"))
                .isEqualTo("UP");
        assertThat(JsonPath.<String>read(health, "$.components.rabbit.status")).isEqualTo("UP");
        await().untilAsserted(() -> assertThat(
                        JsonPath.<String>read(get("/actuator/health"), "$.components.listeners.status"))
                .isEqualTo("UP"));
    }

    @Test
    void anOrderIsPaidAndThatIsPublished() {
        String id = order("alice");

        assertThat(virtualHost.take("orders.payment-outcome").getBody())
                .asString()
                .contains(id);
    }

    @Test
    void aReadingThatIsTooHotRaisesAnAlert() {
        virtualHost.admin().declareQueue(new Queue("alerts"));
        virtualHost
                .admin()
                .declareBinding(new Binding(
                        "alerts", Binding.DestinationType.QUEUE, "telemetry", "telemetry.alert-raised.v1", null));
        String device = "boiler-" + UUID.randomUUID();

        // As it comes by MQTT.
        send("amq.topic", "telemetry.reading-recorded.v1", """
                {"deviceId":"%s","temperature":99,"measuredAt":"2026-01-02T03:04:05Z"}""".formatted(device));

        assertThat(virtualHost.take("alerts").getBody()).asString().contains(device);
    }

    @Test
    void aFailedMessageIsTriedAgainKeptAndReplayed() {
        String id = order("poison");
        await().untilAsserted(() ->
                assertThat(deadLetter("$.deadLetters[*].attempts")).containsExactly(2));

        actuator.post()
                .uri(DEAD_LETTERS)
                .contentType(MediaType.APPLICATION_JSON)
                .body("{\"all\":true}")
                .exchange()
                .expectBody()
                .jsonPath("$.replayed")
                .isEqualTo(1);

        await().untilAsserted(
                        () -> assertThat(deadLetter("$.deadLetters[*].replays")).containsExactly(1));
        assertThat(virtualHost.take("payments.order-placed.dlq").getBody())
                .asString()
                .contains(id);
    }

    @Test
    void aQuestionIsAnswered() {
        virtualHost.template().setReplyTimeout(20_000);

        Message answer = virtualHost
                .template()
                .sendAndReceive(
                        "pricing",
                        "pricing.quote-price.v1",
                        MessageBuilder.withBody(QUESTION.getBytes(StandardCharsets.UTF_8))
                                .build());

        assertThat(answer).isNotNull();
        assertThat(answer.getBody()).asString().contains("\"total\":19.80");
    }

    private List<Integer> deadLetter(String path) {
        return JsonPath.read(get(DEAD_LETTERS), path);
    }

    @Test
    void anEventThatNoQueueWantsIsToldOfKeptAndSentAgain() {
        virtualHost.admin().removeBinding(authorizedPayments("orders.payment-outcome"));
        virtualHost.admin().removeBinding(authorizedPayments("audit"));

        String id = order("alice");

        await().untilAsserted(() -> assertThat(get("/actuator/unroutable")).contains(id));
        await().untilAsserted(() ->
                assertThat(get("/actuator/prometheus")).containsPattern("(?m)^messaging_unroutable_total\\S* 1\\.0$"));
        virtualHost.admin().declareBinding(authorizedPayments("orders.payment-outcome"));
        actuator.post()
                .uri("/actuator/unroutable")
                .contentType(MediaType.APPLICATION_JSON)
                .body("{}")
                .exchange()
                .expectBody()
                .jsonPath("$.sent")
                .isEqualTo(1);
        assertThat(virtualHost.take("orders.payment-outcome").getBody())
                .asString()
                .contains(id);
    }

    @Test
    void theUserReadsNoQueueThatIsNotTheServices() throws IOException {
        for (String queue : List.of("orders.payment-outcome", "orders.payment-outcome.dlq", "retry.1s")) {
            assertRefused(channel -> channel.basicGet(queue, false));
            assertRefused(channel -> channel.basicConsume(queue, null));
            assertRefused(channel -> channel.queuePurge(queue));
        }
        assertThat(user.isRefused(channel -> channel.basicGet("payments.order-placed.dlq", false)))
                .isFalse();
    }

    @Test
    void theUserWritesToNoExchangeOfAnotherService() throws IOException {
        assertRefused(BrokerUser.publishing("orders", "orders.order-placed.v1"));
        assertThat(user.isRefused(BrokerUser.publishing("payments", "payments.payment-authorized.v1")))
                .isFalse();
    }

    @Test
    void theUserConfiguresNothingOfOthers() throws IOException {
        for (String queue : List.of("orders.payment-outcome", "orders.payment-outcome.dlq", "unroutable", "retry.1s")) {
            assertRefused(channel -> channel.queueDelete(queue));
            assertRefused(channel -> channel.queueDeclare(queue, true, false, false, Map.of()));
        }
        assertRefused(
                channel -> channel.queueUnbind("orders.payment-outcome", "payments", "payments.payment-authorized.v1"));
        assertRefused(channel -> channel.queueBind("orders.payment-outcome", "payments", "#"));
        for (String exchange : List.of("orders", "unroutable", "dead-letters", "retry.1s")) {
            assertRefused(channel -> channel.exchangeDelete(exchange));
        }
        assertRefused(channel -> channel.exchangeDeclare("anything", "topic", true));
        assertRefused(channel -> channel.queueDeclare("anything", true, false, false, Map.of()));
    }

    @Test
    void theUserMayNotUseTheManagementApi() {
        assertThat(user.manage("GET", "/api/overview")).isEqualTo(401);
    }

    private void assertRefused(Attempt attempt) throws IOException {
        assertThat(user.isRefused(attempt)).isTrue();
    }

    private String get(String path) {
        return actuator.get().uri(path).exchange().returnResult(String.class).getResponseBody();
    }

    /** As the producer would say it. */
    private String order(String customer) {
        String id = UUID.randomUUID().toString();
        send("orders", "orders.order-placed.v1", """
                {"orderId":"%s","customerId":"%s","lines":[{"sku":"cup","quantity":2,"unitPrice":9.90}],
                 "total":19.80,"currency":"EUR","paymentToken":"tok_visa","placedAt":"2026-01-02T03:04:05Z"}""".formatted(id, customer));
        return id;
    }

    private void send(String exchange, String routingKey, String body) {
        virtualHost
                .template()
                .send(
                        exchange,
                        routingKey,
                        MessageBuilder.withBody(body.getBytes(StandardCharsets.UTF_8))
                                .build());
    }
}
