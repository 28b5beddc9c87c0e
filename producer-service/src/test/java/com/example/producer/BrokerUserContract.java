package com.example.producer;

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
import java.util.concurrent.CompletableFuture;
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
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.client.RestTestClient;

/**
 * The service does all its work as the broker's user that the deployment gives it, and that user can do little else. Its
 * subclasses name the definitions.
 */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "DATA_DIRECTORY=./target/test-data/${random.uuid}",
            "quotes.timeout=20s",
            // All the delays, so that all their queues are looked for, but no waiting for the long ones.
            "messaging.queues.[orders.payment-outcome].retry.max-attempts=2"
        })
@Timeout(90)
abstract class BrokerUserContract {

    private static final String DEAD_LETTERS = "/actuator/deadletters/orders.payment-outcome";

    private static final String ORDER = """
            {"customerId":"alice","currency":"EUR","paymentToken":"tok_visa","lines":[{"sku":"cup","quantity":2,"unitPrice":9.90}]}""";

    private static final String QUOTE = """
            {"currency":"EUR","lines":[{"sku":"cup","quantity":2,"unitPrice":9.90}],"total":19.80}""";

    private RestTestClient client;

    private RestTestClient actuator;

    @Autowired
    private VirtualHost virtualHost;

    @Autowired
    private BrokerUser user;

    @BeforeEach
    void logIn(@Autowired Environment environment) {
        client = ServiceClient.api(environment);
        actuator = ServiceClient.actuator(environment);
    }

    @Autowired
    private JdbcClient jdbc;

    /** What the consumer has, by whoever declared it. */
    @BeforeEach
    void declareWhatIsTheConsumers() {
        if (virtualHost.depth("payments.order-placed") < 0) {
            virtualHost.admin().declareQueue(new Queue("payments.order-placed"));
            virtualHost.admin().declareQueue(new Queue("payments.order-placed.dlq"));
        }
        virtualHost.admin().declareBinding(orders("payments.order-placed"));
        virtualHost.admin().purgeQueue("payments.order-placed");
    }

    private static Binding orders(String queue) {
        return new Binding(queue, Binding.DestinationType.QUEUE, "orders", "orders.order-placed.v1", null);
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
    void anOrderIsPublishedAndItsPaymentHeardOf() {
        String id = place();

        assertThat(virtualHost.take("payments.order-placed").getBody())
                .asString()
                .contains(id);

        pay(id);

        await().untilAsserted(() -> assertThat(client.get()
                        .uri("/api/orders/" + id)
                        .exchange()
                        .returnResult(String.class)
                        .getResponseBody())
                .contains("CONFIRMED"));
    }

    @Test
    void aFailedMessageIsTriedAgainKeptAndReplayed() {
        jdbc.sql("alter table orders rename to orders_elsewhere").update();
        pay(UUID.randomUUID().toString());
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
        jdbc.sql("alter table orders_elsewhere rename to orders").update();
    }

    @Test
    void aQuestionIsAskedAndItsAnswerHeard() {
        virtualHost.admin().declareQueue(new Queue("quotes-seen"));
        virtualHost
                .admin()
                .declareBinding(new Binding("quotes-seen", Binding.DestinationType.QUEUE, "pricing", "#", null));
        CompletableFuture<Boolean> answered =
                CompletableFuture.supplyAsync(this::quote, task -> new Thread(task).start());

        String quote = client.post()
                .uri("/api/quotes")
                .contentType(MediaType.APPLICATION_JSON)
                .body("{\"currency\":\"EUR\",\"lines\":[{\"sku\":\"cup\",\"quantity\":2}]}")
                .exchange()
                .returnResult(String.class)
                .getResponseBody();

        assertThat(answered.join()).isTrue();
        assertThat(quote).contains("\"total\":19.80");
    }

    /** As the consumer would say it. */
    private boolean quote() {
        Message question = virtualHost.take("quotes-seen");
        virtualHost
                .template()
                .send(
                        "",
                        question.getMessageProperties().getReplyTo(),
                        MessageBuilder.withBody(QUOTE.getBytes(StandardCharsets.UTF_8))
                                .setCorrelationId(
                                        question.getMessageProperties().getCorrelationId())
                                .build());
        return true;
    }

    private List<Integer> deadLetter(String path) {
        return JsonPath.read(get(DEAD_LETTERS), path);
    }

    @Test
    void anEventThatNoQueueWantsIsToldOfKeptAndSentAgain() {
        virtualHost.admin().removeBinding(orders("payments.order-placed"));
        virtualHost.admin().removeBinding(orders("audit"));

        String id = place();

        await().untilAsserted(() -> assertThat(get("/actuator/unroutable")).contains(id));
        await().untilAsserted(() ->
                assertThat(get("/actuator/prometheus")).containsPattern("(?m)^messaging_unroutable_total\\S* 1\\.0$"));
        virtualHost.admin().declareBinding(orders("payments.order-placed"));
        actuator.post()
                .uri("/actuator/unroutable")
                .contentType(MediaType.APPLICATION_JSON)
                .body("{}")
                .exchange()
                .expectBody()
                .jsonPath("$.sent")
                .isEqualTo(1);
        assertThat(virtualHost.take("payments.order-placed").getBody())
                .asString()
                .contains(id);
    }

    @Test
    void theUserReadsNoQueueThatIsNotTheServices() throws IOException {
        for (String queue : List.of("payments.order-placed", "payments.order-placed.dlq", "retry.1s")) {
            assertRefused(channel -> channel.basicGet(queue, false));
            assertRefused(channel -> channel.basicConsume(queue, null));
            assertRefused(channel -> channel.queuePurge(queue));
        }
        assertThat(user.isRefused(channel -> channel.basicGet("orders.payment-outcome.dlq", false)))
                .isFalse();
    }

    @Test
    void theUserWritesToNoExchangeOfAnotherService() throws IOException {
        assertRefused(BrokerUser.publishing("payments", "payments.payment-authorized.v1"));
        assertThat(user.isRefused(BrokerUser.publishing("orders", "orders.order-placed.v1")))
                .isFalse();
    }

    @Test
    void theUserConfiguresNothingOfOthers() throws IOException {
        for (String queue : List.of("payments.order-placed", "payments.order-placed.dlq", "unroutable", "retry.1s")) {
            assertRefused(channel -> channel.queueDelete(queue));
            assertRefused(channel -> channel.queueDeclare(queue, true, false, false, Map.of()));
        }
        assertRefused(channel -> channel.queueUnbind("payments.order-placed", "orders", "orders.order-placed.v1"));
        assertRefused(channel -> channel.queueBind("payments.order-placed", "orders", "#"));
        for (String exchange : List.of("payments", "unroutable", "dead-letters", "retry.1s")) {
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

    private String place() {
        return JsonPath.read(
                client.post()
                        .uri("/api/orders")
                        .contentType(MediaType.APPLICATION_JSON)
                        .body(ORDER)
                        .exchange()
                        .returnResult(String.class)
                        .getResponseBody(),
                "$.id");
    }

    /** As the consumer would say it. */
    private void pay(String orderId) {
        virtualHost.template().send("payments", "payments.payment-authorized.v1", PaymentMessages.authorized(orderId));
    }
}
