package com.example.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.messaging.test.BrokerLink;
import com.example.messaging.test.VirtualHost;
import com.example.messaging.test.WithRabbitMq;
import com.example.messaging.test.web.ServiceClient;
import com.jayway.jsonpath.JsonPath;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.amqp.core.Binding;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.Queue;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.EntityExchangeResult;
import org.springframework.test.web.servlet.client.RestTestClient;

@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = "DATA_DIRECTORY=./target/test-data/${random.uuid}")
@WithRabbitMq(breakable = true)
@Timeout(90)
class BrokerAwayIntegrationTests {

    private RestTestClient client;

    private RestTestClient actuator;

    @Autowired
    private BrokerLink link;

    @Autowired
    private VirtualHost virtualHost;

    /** The ways in which a broker can be away. */
    enum Trouble {
        CUT(BrokerLink::cut),
        HANGS(BrokerLink::hang),
        LOSES_LOGINS(BrokerLink::loseLogins);

        private final Consumer<BrokerLink> begin;

        Trouble(Consumer<BrokerLink> begin) {
            this.begin = begin;
        }
    }

    @BeforeEach
    void logIn(@Autowired Environment environment) {
        client = ServiceClient.api(environment);
        actuator = ServiceClient.actuator(environment);
    }

    @BeforeEach
    void listen() {
        virtualHost.admin().declareQueue(new Queue("orders-seen"));
        virtualHost
                .admin()
                .declareBinding(new Binding("orders-seen", Binding.DestinationType.QUEUE, "orders", "#", null));
    }

    @AfterEach
    void mend() {
        link.restore();
    }

    @ParameterizedTest
    @EnumSource
    void ordersAreAcceptedWhileTheBrokerIsAwayAndConfirmedWhenItIsBack(Trouble trouble) {
        trouble.begin.accept(link);

        Set<String> accepted = new TreeSet<>(Set.of(place(), place()));

        assertThat(accepted)
                .allSatisfy(
                        id -> assertThat(read("/api/orders/" + id, "$.status")).isEqualTo("PLACED"));
        assertThat(read("/actuator/outbox", "$.backlog")).isEqualTo("2");
        assertThat(virtualHost.depth("orders-seen")).isZero();

        link.restore();

        assertThat(new TreeSet<>(Set.of(takeAndPay(), takeAndPay()))).isEqualTo(accepted);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(accepted)
                        .allSatisfy(id -> assertThat(read("/api/orders/" + id, "$.status"))
                                .isEqualTo("CONFIRMED")));
        await().untilAsserted(
                        () -> assertThat(read("/actuator/outbox", "$.backlog")).isEqualTo("0"));
    }

    @Test
    void theServiceStaysReadyWhileTheBrokerIsAwayAndItsHealthSaysWhatIs() {
        link.cut();

        await().untilAsserted(() -> actuator.get()
                .uri("/actuator/health")
                .exchange()
                .expectStatus()
                .isEqualTo(HttpStatus.SERVICE_UNAVAILABLE)
                .expectBody()
                .jsonPath("$.components.rabbit.status")
                .isEqualTo("DOWN"));
        actuator.get()
                .uri("/actuator/health/readiness")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.status")
                .isEqualTo("UP");
        actuator.get()
                .uri("/actuator/health/liveness")
                .exchange()
                .expectStatus()
                .isOk();
    }

    @Test
    void metricsAreThereForPrometheus() {
        actuator.get()
                .uri("/actuator/prometheus")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .value(metrics ->
                        assertThat(metrics).contains("jvm_memory_used_bytes").contains("rabbitmq_connections"));
    }

    /** Places an order and returns its id. */
    private String place() {
        EntityExchangeResult<String> answer = client.post()
                .uri("/api/orders")
                .contentType(MediaType.APPLICATION_JSON)
                .body("""
                        {"customerId":"alice","currency":"EUR","paymentToken":"tok_visa",
                         "lines":[{"sku":"cup","quantity":2,"unitPrice":9.90}]}""")
                .exchange()
                .returnResult(String.class);
        assertThat(answer.getStatus()).isEqualTo(HttpStatus.ACCEPTED);
        return JsonPath.read(answer.getResponseBody(), "$.id");
    }

    /** Does what the payment service does: takes an order, and says that it is paid. Returns the order's id. */
    private String takeAndPay() {
        Message event = virtualHost.take("orders-seen");
        assertThat(event).as("an order's event").isNotNull();
        String id = JsonPath.read(new String(event.getBody(), StandardCharsets.UTF_8), "$.orderId");
        virtualHost.template().send("payments", "payments.payment-authorized.v1", PaymentMessages.authorized(id));
        return id;
    }

    private String read(String uri, String path) {
        return JsonPath.read(
                        (uri.startsWith("/actuator") ? actuator : client)
                                .get()
                                .uri(uri)
                                .exchange()
                                .returnResult(String.class)
                                .getResponseBody(),
                        path)
                .toString();
    }
}
