package com.example.producer.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.messaging.test.VirtualHost;
import com.example.messaging.test.WithRabbitMq;
import com.example.messaging.test.web.ServiceClient;
import com.example.producer.PaymentMessages;
import com.jayway.jsonpath.JsonPath;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.amqp.core.Binding;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.Queue;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.client.EntityExchangeResult;
import org.springframework.test.web.servlet.client.RestTestClient;

/** What happens to an order, over HTTP and a real broker; its subclasses name the database. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "DATA_DIRECTORY=./target/test-data/${random.uuid}",
            "messaging.queues.[orders.payment-outcome].retry.delays=10ms"
        })
@WithRabbitMq
@Timeout(90)
abstract class OrderFlow {

    private static final String ORDER = """
            {"customerId":"%s","currency":"EUR","paymentToken":"tok_visa","lines":[{"sku":"cup","quantity":2,"unitPrice":9.90}]}""";

    private RestTestClient client;

    @Autowired
    private VirtualHost virtualHost;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private DataSource dataSource;

    @BeforeEach
    void logIn(@Autowired Environment environment) {
        client = ServiceClient.api(environment);
    }

    @BeforeEach
    void listen() {
        virtualHost.admin().declareQueue(new Queue("orders-seen"));
        virtualHost
                .admin()
                .declareBinding(new Binding(
                        "orders-seen", Binding.DestinationType.QUEUE, "orders", "orders.order-placed.v1", null));
        published();
        virtualHost.admin().purgeQueue("orders-seen");
    }

    @Test
    void anOrderIsAcceptedAndPublished() {
        EntityExchangeResult<String> accepted = place("alice", null);

        assertThat(accepted.getStatus()).isEqualTo(HttpStatus.ACCEPTED);
        String id = id(accepted);
        assertThat(accepted.getResponseHeaders().getLocation()).hasToString("/api/orders/" + id);
        Message event = virtualHost.take("orders-seen");
        assertThat(event.getMessageProperties().getHeaders())
                .containsEntry("cloudEvents_type", "orders.order-placed.v1")
                .containsEntry("cloudEvents_subject", id)
                .containsEntry("cloudEvents_source", "/producer-service")
                .containsKey("traceparent");
        String body = new String(event.getBody(), StandardCharsets.UTF_8);
        assertThat(JsonPath.<String>read(body, "$.orderId")).isEqualTo(id);
        assertThat(JsonPath.<Double>read(body, "$.total")).isEqualTo(19.8);
        assertThat(JsonPath.<Integer>read(body, "$.lines[0].quantity")).isEqualTo(2);
        assertThat(order(id, "$.status")).isEqualTo("PLACED");
    }

    /** A pool replaces its connections from time to time, the one that made the tables too. */
    @Test
    void anOrderIsAcceptedAfterTheConnectionsWereReplaced() throws SQLException {
        dataSource.unwrap(HikariDataSource.class).getHikariPoolMXBean().softEvictConnections();

        assertThat(place("alice", null).getStatus()).isEqualTo(HttpStatus.ACCEPTED);
    }

    @Test
    void anAuthorizedPaymentConfirmsTheOrder() {
        String id = id(place("alice", null));

        authorize(id);

        await().untilAsserted(() -> assertThat(order(id, "$.status")).isEqualTo("CONFIRMED"));
    }

    @Test
    void aDeclinedPaymentRejectsTheOrderAndSaysWhy() {
        String id = id(place("alice", null));

        decline(id, "No money");

        await().untilAsserted(() -> assertThat(order(id, "$.status")).isEqualTo("REJECTED"));
        assertThat(order(id, "$.reason")).isEqualTo("No money");
    }

    @Test
    void anEventOfTheEarlierVersionDoesTheSame() {
        String id = id(place("alice", null));

        publish("payments.payment-declined.v1", PaymentMessages.declinedV1(id, "No money"));

        await().untilAsserted(() -> assertThat(order(id, "$.status")).isEqualTo("REJECTED"));
        assertThat(order(id, "$.reason")).isEqualTo("No money");
    }

    @Test
    void whatIsSettledStaysSo() {
        String id = id(place("alice", null));
        authorize(id);
        await().untilAsserted(() -> assertThat(order(id, "$.status")).isEqualTo("CONFIRMED"));

        decline(id, "late");
        String next = id(place("alice", null));
        authorize(next);

        // Messages are handled in their order.
        await().untilAsserted(() -> assertThat(order(next, "$.status")).isEqualTo("CONFIRMED"));
        assertThat(order(id, "$.status")).isEqualTo("CONFIRMED");
    }

    @Test
    void thePaymentOfAnOrderThatWasPlacedElsewhereIsNoFailure() {
        authorize(UUID.randomUUID().toString());
        String next = id(place("alice", null));
        authorize(next);

        await().untilAsserted(() -> assertThat(order(next, "$.status")).isEqualTo("CONFIRMED"));
        assertThat(virtualHost.depth("retry.10ms")).isZero();
        assertThat(virtualHost.depth("orders.payment-outcome.dlq")).isZero();
    }

    @Test
    void theSameIdempotencyKeyGivesTheSameOrderAndOneEvent() {
        String key = UUID.randomUUID().toString();

        String first = id(place("alice", key));
        String second = id(place("alice", key));

        assertThat(second).isEqualTo(first);
        assertThat(published()).isEqualTo(1);
    }

    @Test
    void theSameIdempotencyKeyGivesTheSameIdAlsoWhenTheFirstTryWasNotStored() {
        String key = UUID.randomUUID().toString();
        String first = id(place("alice", key));
        jdbc.sql("delete from orders where id = :id")
                .param("id", UUID.fromString(first))
                .update();

        assertThat(id(place("alice", key))).isEqualTo(first);
    }

    @Test
    void theSameIdempotencyKeyAtTheSameTimeGivesOneOrder() {
        String key = UUID.randomUUID().toString();
        List<CompletableFuture<String>> requests = IntStream.range(0, 8)
                .mapToObj(i ->
                        CompletableFuture.supplyAsync(() -> id(place("alice", key)), task -> new Thread(task).start()))
                .toList();

        Set<String> ids = requests.stream().map(CompletableFuture::join).collect(Collectors.toSet());

        assertThat(ids).hasSize(1);
        assertThat(published()).isEqualTo(1);
    }

    @Test
    void anIdempotencyKeyForAnotherOrderIsRefused() {
        String key = UUID.randomUUID().toString();
        place("alice", key);

        EntityExchangeResult<String> refused = place("bob", key);

        assertThat(refused.getStatus()).isEqualTo(HttpStatus.UNPROCESSABLE_CONTENT);
        assertThat(refused.getResponseBody()).contains("was used for another order");
        assertThat(published()).isEqualTo(1);
    }

    @Test
    void ordersAreListedTheNewestFirst() {
        String first = id(place("alice", null));
        String second = id(place("bob", null));

        String page = client.get()
                .uri("/api/orders?size=2")
                .exchange()
                .returnResult(String.class)
                .getResponseBody();

        assertThat(JsonPath.<List<String>>read(page, "$.orders[*].id")).containsExactly(second, first);
        assertThat(JsonPath.<Integer>read(page, "$.total")).isGreaterThanOrEqualTo(2);
        String next = client.get()
                .uri("/api/orders?size=1&page=1")
                .exchange()
                .returnResult(String.class)
                .getResponseBody();
        assertThat(JsonPath.<List<String>>read(next, "$.orders[*].id")).containsExactly(first);
    }

    /** How many orders were published, once all that were accepted are. */
    private long published() {
        await().until(() ->
                jdbc.sql("select count(*) from outbox_event").query(Long.class).single() == 0);
        return virtualHost.depth("orders-seen");
    }

    private EntityExchangeResult<String> place(String customer, String idempotencyKey) {
        return client.post()
                .uri("/api/orders")
                .contentType(MediaType.APPLICATION_JSON)
                .headers(headers -> {
                    if (idempotencyKey != null) {
                        headers.set("Idempotency-Key", idempotencyKey);
                    }
                })
                .body(ORDER.formatted(customer))
                .exchange()
                .returnResult(String.class);
    }

    private static String id(EntityExchangeResult<String> accepted) {
        assertThat(accepted.getStatus()).isEqualTo(HttpStatus.ACCEPTED);
        return JsonPath.read(accepted.getResponseBody(), "$.id");
    }

    private String order(String id, String path) {
        return JsonPath.read(
                client.get()
                        .uri("/api/orders/" + id)
                        .exchange()
                        .returnResult(String.class)
                        .getResponseBody(),
                path);
    }

    private void authorize(String orderId) {
        publish("payments.payment-authorized.v1", PaymentMessages.authorized(orderId));
    }

    private void decline(String orderId, String reason) {
        publish("payments.payment-declined.v2", PaymentMessages.declined(orderId, reason));
    }

    private void publish(String type, Message message) {
        virtualHost.template().send("payments", type, message);
    }
}
