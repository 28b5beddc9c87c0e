package com.example.consumer.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.messaging.test.VirtualHost;
import com.example.messaging.test.WithRabbitMq;
import com.example.messaging.test.web.ServiceClient;
import com.jayway.jsonpath.JsonPath;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;
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
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.client.RestTestClient;

/** What happens to an order's payment, over a real broker; its subclasses name the database. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "DATA_DIRECTORY=./target/test-data/${random.uuid}",
            "messaging.queues.[payments.order-placed].retry.delays=10ms,20ms"
        })
@WithRabbitMq
@Timeout(90)
abstract class PaymentFlow {

    private static final String DEAD_LETTERS = "/actuator/deadletters/payments.order-placed";

    private RestTestClient client;

    private RestTestClient actuator;

    @Autowired
    private VirtualHost virtualHost;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private DataSource dataSource;

    @BeforeEach
    void logIn(@Autowired Environment environment) {
        client = ServiceClient.api(environment);
        actuator = ServiceClient.actuator(environment);
    }

    @BeforeEach
    void listen() {
        virtualHost.admin().declareQueue(new Queue("payments-seen"));
        virtualHost
                .admin()
                .declareBinding(new Binding("payments-seen", Binding.DestinationType.QUEUE, "payments", "#", null));
        published();
        virtualHost.admin().purgeQueue("payments-seen");
        virtualHost.admin().purgeQueue("payments.order-placed.dlq");
    }

    @Test
    void anOrderIsPaidAndThatIsPublished() {
        UUID orderId = UUID.randomUUID();

        publish(order(orderId, "alice", "tok_visa", "19.80"));

        Message event = virtualHost.take("payments-seen");
        assertThat(event.getMessageProperties().getReceivedRoutingKey()).isEqualTo("payments.payment-authorized.v1");
        assertThat(event.getMessageProperties().getCorrelationId()).isEqualTo("conversation-" + orderId);
        assertThat(json(event, "$.orderId")).isEqualTo(orderId.toString());
        await().untilAsserted(() -> assertThat(payment(orderId)).contains("\"status\":\"AUTHORIZED\""));
    }

    /** A pool replaces its connections from time to time, the one that made the tables too. */
    @Test
    void anOrderIsPaidAfterTheConnectionsWereReplaced() throws SQLException {
        dataSource.unwrap(HikariDataSource.class).getHikariPoolMXBean().softEvictConnections();

        publish(order(UUID.randomUUID(), "alice", "tok_visa", "19.80"));

        assertThat(virtualHost.take("payments-seen").getMessageProperties().getReceivedRoutingKey())
                .isEqualTo("payments.payment-authorized.v1");
    }

    @Test
    void aDeclinedTokenIsDeclined() {
        assertDeclined("tok_declined", "19.80", "card-declined", "The card was declined");
    }

    @Test
    void anAmountOverTheLimitIsDeclined() {
        assertDeclined("tok_visa", "1000.01", "over-limit", "The amount is over the limit of 1000");
    }

    @Test
    void theLimitItselfIsPaid() {
        publish(order(UUID.randomUUID(), "alice", "tok_visa", "1000.00"));

        assertThat(virtualHost.take("payments-seen").getMessageProperties().getReceivedRoutingKey())
                .isEqualTo("payments.payment-authorized.v1");
    }

    @Test
    void aMessageThatComesTwiceIsHandledOnce() {
        Message order = order(UUID.randomUUID(), "alice", "tok_visa", "19.80");
        UUID next = UUID.randomUUID();

        publish(order);
        publish(order);
        publish(order(next, "alice", "tok_visa", "19.80"));

        // Messages are handled in their order.
        await().untilAsserted(() -> assertThat(payment(next)).contains("\"status\":\"AUTHORIZED\""));
        assertThat(published()).isEqualTo(2);
    }

    @Test
    void anOrderIsNeverPaidTwiceEvenIfItComesAsAnotherMessage() {
        UUID orderId = UUID.randomUUID();
        publish(order(orderId, "alice", "tok_visa", "19.80"));
        publish(MessageBuilder.fromMessage(order(orderId, "alice", "tok_visa", "19.80"))
                .setHeader("cloudEvents_id", UUID.randomUUID().toString())
                .build());

        String first = json(virtualHost.take("payments-seen"), "$.paymentId");
        String second = json(virtualHost.take("payments-seen"), "$.paymentId");

        assertThat(second).isEqualTo(first);
    }

    @Test
    void thePoisonOrderIsDeadLetteredWithItsReasonAndTheNextOrderIsPaid() {
        UUID poison = UUID.randomUUID();
        publish(order(poison, "poison", "tok_visa", "19.80"));
        publish(order(UUID.randomUUID(), "alice", "tok_visa", "19.80"));

        Message deadLetter = virtualHost.take("payments.order-placed.dlq");

        assertThat(deadLetter.getMessageProperties().getHeaders())
                .containsEntry("failure-type", "com.example.consumer.payment.PoisonCustomerException")
                .containsEntry("failure-message", "Orders of the demo's customer 'poison' can't be processed")
                .containsEntry("failure-attempts", 3)
                .containsEntry("failure-queue", "payments.order-placed")
                .containsEntry("failure-exchange", "orders")
                .containsEntry("failure-routing-key", "orders.order-placed.v1")
                .containsEntry("failure-service", "consumer-service");
        assertThat(json(deadLetter, "$.orderId")).isEqualTo(poison.toString());
        assertThat(virtualHost.take("payments-seen")).isNotNull();
        client.get().uri("/api/payments/" + poison).exchange().expectStatus().isEqualTo(HttpStatus.NOT_FOUND);
    }

    @Test
    void aDeadLetterIsShownAndReplayedOnlyIfItIsMeant() {
        UUID poison = UUID.randomUUID();
        publish(MessageBuilder.fromMessage(order(poison, "poison", "tok_visa", "19.80"))
                .setHeader("cloudEvents_id", "poison-" + poison)
                .setHeader("cloudEvents_subject", poison.toString())
                .build());
        await().untilAsserted(() -> assertThat(counted()).isEqualTo(1));

        actuator.get()
                .uri(DEAD_LETTERS + "?exception=PoisonCustomerException")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.deadLetters.length()")
                .isEqualTo(1)
                .jsonPath("$.deadLetters[0].id")
                .isEqualTo("poison-" + poison)
                .jsonPath("$.deadLetters[0].subject")
                .isEqualTo(poison.toString())
                .jsonPath("$.deadLetters[0].attempts")
                .isEqualTo(3)
                .jsonPath("$.deadLetters[0].replays")
                .isEqualTo(0);
        replay("{\"ids\":\"somebody-else\"}", 0, 1);

        replay("{\"ids\":\"somebody-else,poison-%s\",\"limit\":500}".formatted(poison), 1, 0);

        // Nothing has changed, so it fails once more.
        await().untilAsserted(() -> actuator.get()
                .uri(DEAD_LETTERS)
                .exchange()
                .expectBody()
                .jsonPath("$.deadLetters[0].replays")
                .isEqualTo(1)
                .jsonPath("$.deadLetters[0].attempts")
                .isEqualTo(3));
    }

    private int counted() {
        return JsonPath.read(
                actuator.get()
                        .uri("/actuator/deadletters")
                        .exchange()
                        .returnResult(String.class)
                        .getResponseBody(),
                "$.queues['payments.order-placed']");
    }

    private void replay(String which, int replayed, int remaining) {
        actuator.post()
                .uri(DEAD_LETTERS)
                .contentType(MediaType.APPLICATION_JSON)
                .body(which)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.replayed")
                .isEqualTo(replayed)
                .jsonPath("$.refused")
                .isEqualTo(0)
                .jsonPath("$.remaining")
                .isEqualTo(remaining);
    }

    /** How many payments were published, once all that were stored are. */
    private long published() {
        await().until(() ->
                jdbc.sql("select count(*) from outbox_event").query(Long.class).single() == 0);
        return virtualHost.depth("payments-seen");
    }

    private void assertDeclined(String token, String total, String code, String reason) {
        UUID orderId = UUID.randomUUID();

        publish(order(orderId, "alice", token, total));

        Message event = virtualHost.take("payments-seen");
        assertThat(event.getMessageProperties().getReceivedRoutingKey()).isEqualTo("payments.payment-declined.v2");
        assertThat(json(event, "$.code")).isEqualTo(code);
        assertThat(json(event, "$.reason")).isEqualTo(reason);
        await().untilAsserted(() ->
                assertThat(payment(orderId)).contains("\"status\":\"DECLINED\"").contains(reason));
    }

    /** What the service says of a payment: nothing yet between the event and the commit. */
    private String payment(UUID orderId) {
        return client.get()
                .uri("/api/payments/" + orderId)
                .exchange()
                .returnResult(String.class)
                .getResponseBody();
    }

    private static String json(Message message, String path) {
        return JsonPath.read(new String(message.getBody(), StandardCharsets.UTF_8), path);
    }

    private static Message order(UUID orderId, String customer, String token, String total) {
        String body = """
                {"orderId":"%s","customerId":"%s","lines":[{"sku":"cup","quantity":2,"unitPrice":9.90}],
                 "total":%s,"currency":"EUR","paymentToken":"%s","placedAt":"2026-01-02T03:04:05Z"}""".formatted(orderId, customer, total, token);
        return MessageBuilder.withBody(body.getBytes(StandardCharsets.UTF_8))
                .setCorrelationId("conversation-" + orderId)
                .build();
    }

    private void publish(Message message) {
        virtualHost.template().send("orders", "orders.order-placed.v1", message);
    }
}
