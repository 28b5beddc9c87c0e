package com.example.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.messaging.test.BrokerLink;
import com.example.messaging.test.VirtualHost;
import com.example.messaging.test.WithRabbitMq;
import com.example.messaging.test.web.ServiceClient;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.amqp.core.Binding;
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

@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"DATA_DIRECTORY=./target/test-data/${random.uuid}", "messaging.outbox.max-backlog=2"})
@WithRabbitMq(breakable = true)
@Timeout(90)
class OutboxFullIntegrationTests {

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

    @BeforeEach
    void logIn(@Autowired Environment environment) {
        client = ServiceClient.api(environment);
    }

    @Test
    void ordersAreRefusedWithRetryAfterWhileTheOutboxIsFullAndAcceptedWhenThereIsRoomAgain() {
        virtualHost.admin().declareQueue(new Queue("orders-seen"));
        virtualHost
                .admin()
                .declareBinding(new Binding("orders-seen", Binding.DestinationType.QUEUE, "orders", "#", null));
        link.cut();
        assertThat(place().getStatus()).isEqualTo(HttpStatus.ACCEPTED);
        assertThat(place().getStatus()).isEqualTo(HttpStatus.ACCEPTED);

        EntityExchangeResult<String> refused = place();

        assertThat(refused.getStatus()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
        assertThat(refused.getResponseHeaders().getFirst("Retry-After")).isEqualTo("5");
        assertThat(refused.getResponseHeaders().getContentType()).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON);
        assertThat(refused.getResponseBody())
                .contains("was not accepted")
                .contains("Idempotency-Key")
                .doesNotContain("Exception")
                .doesNotContain("max-backlog");
        assertThat(stored("orders")).isEqualTo(2);
        assertThat(stored("outbox_event")).isEqualTo(2);

        link.restore();

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(place().getStatus()).isEqualTo(HttpStatus.ACCEPTED));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(stored("outbox_event")).isZero());
        assertThat(stored("orders")).isEqualTo(3);
        assertThat(virtualHost.depth("orders-seen")).isEqualTo(3);
    }

    private long stored(String table) {
        return jdbc.sql("select count(*) from " + table).query(Long.class).single();
    }

    private EntityExchangeResult<String> place() {
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
