package com.example.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.messaging.test.BrokerLink;
import com.example.messaging.test.VirtualHost;
import com.example.messaging.test.WithRabbitMq;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.amqp.core.Binding;
import org.springframework.amqp.core.Queue;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.client.EntityExchangeResult;
import org.springframework.test.web.servlet.client.RestTestClient;

@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = "DATA_DIRECTORY=./target/test-data/${random.uuid}")
@AutoConfigureRestTestClient
@WithRabbitMq(breakable = true)
@ExtendWith(OutputCaptureExtension.class)
@Timeout(90)
class BrokerAwayIntegrationTests {

    @Autowired
    private RestTestClient client;

    @Autowired
    private BrokerLink link;

    @Autowired
    private VirtualHost virtualHost;

    @Autowired
    private JdbcClient jdbc;

    @AfterEach
    void mend() {
        link.restore();
    }

    @Test
    void ordersAreRefusedWithRetryAfterWhileTheBrokerIsAwayAndAcceptedWhenItIsBack() {
        virtualHost.admin().declareQueue(new Queue("orders-seen"));
        virtualHost
                .admin()
                .declareBinding(new Binding("orders-seen", Binding.DestinationType.QUEUE, "orders", "#", null));
        long before = storedOrders();
        link.cut();

        EntityExchangeResult<String> refused = placeOrder();

        assertThat(refused.getStatus()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
        assertThat(refused.getResponseHeaders().getFirst("Retry-After")).isEqualTo("5");
        assertThat(refused.getResponseHeaders().getContentType()).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON);
        assertThat(refused.getResponseBody()).contains("was not accepted").doesNotContain("Exception");
        assertThat(storedOrders()).isEqualTo(before);
        assertThat(virtualHost.depth("orders-seen")).isZero();

        link.restore();

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(placeOrder().getStatus()).isEqualTo(HttpStatus.ACCEPTED));
        assertThat(virtualHost.depth("orders-seen")).isPositive();
    }

    @Test
    void ordersAreRefusedLikewiseWhileTheBrokerHangs() {
        long before = storedOrders();
        link.hang();

        EntityExchangeResult<String> refused = placeOrder();

        assertThat(refused.getStatus()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
        assertThat(refused.getResponseHeaders().getFirst("Retry-After")).isEqualTo("5");
        assertThat(storedOrders()).isEqualTo(before);
    }

    @Test
    void theLineAboutARefusedOrderNamesItsEventAndOrder(CapturedOutput output) {
        link.cut();

        placeOrder();

        assertThat(output)
                .containsPattern("WARN .*\\[[0-9a-f-]{36} orders\\.order-placed\\.v1 [0-9a-f-]{36}\\] .*"
                        + "Not published to exchange 'orders': RabbitMQ can't be reached");
    }

    @Test
    void theServiceStaysReadyWhileTheBrokerIsAwayAndItsHealthSaysWhatIs() {
        link.cut();

        await().untilAsserted(() -> client.get()
                .uri("/actuator/health")
                .exchange()
                .expectStatus()
                .isEqualTo(HttpStatus.SERVICE_UNAVAILABLE)
                .expectBody()
                .jsonPath("$.components.rabbit.status")
                .isEqualTo("DOWN"));
        client.get()
                .uri("/actuator/health/readiness")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.status")
                .isEqualTo("UP");
        client.get().uri("/actuator/health/liveness").exchange().expectStatus().isOk();
    }

    @Test
    void metricsAreThereForPrometheus() {
        client.get()
                .uri("/actuator/prometheus")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .value(metrics ->
                        assertThat(metrics).contains("jvm_memory_used_bytes").contains("rabbitmq_connections"));
    }

    private long storedOrders() {
        return jdbc.sql("select count(*) from orders").query(Long.class).single();
    }

    private EntityExchangeResult<String> placeOrder() {
        return client.post()
                .uri("/api/orders")
                .contentType(MediaType.APPLICATION_JSON)
                .body("""
                        {"customerId":"alice","currency":"EUR","paymentToken":"tok_visa",
                         "lines":[{"sku":"cup","quantity":2,"unitPrice":9.90}]}""")
                .exchange()
                .returnResult(String.class);
    }
}
