package com.example.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.messaging.test.BrokerLink;
import com.example.messaging.test.WithRabbitMq;
import com.example.messaging.test.web.ServiceClient;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.servlet.client.RestTestClient;

@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = "DATA_DIRECTORY=./target/test-data/${random.uuid}")
@WithRabbitMq(breakable = true)
@Timeout(90)
class ReadinessIntegrationTests {

    private RestTestClient actuator;

    @Autowired
    private BrokerLink link;

    /** Of the service. */
    private static final int QUEUES = 4;

    @BeforeEach
    void logIn(@Autowired Environment environment) {
        actuator = ServiceClient.actuator(environment);
    }

    @Test
    void theServiceIsNotReadyWhileTheBrokerIsAwayAndSaysWhy() {
        expectReady();

        link.cut();

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> actuator.get()
                        .uri("/actuator/health/readiness")
                        .exchange()
                        .expectStatus()
                        .isEqualTo(HttpStatus.SERVICE_UNAVAILABLE)
                        .expectBody()
                        .jsonPath("$.components.rabbit.status")
                        .isEqualTo("DOWN")
                        .jsonPath("$.components.listeners.details.withoutConsumer.length()")
                        .isEqualTo(QUEUES)
                        .jsonPath("$.components.listeners.details.reason")
                        .exists());
        actuator.get()
                .uri("/actuator/health/liveness")
                .exchange()
                .expectStatus()
                .isOk();

        link.restore();

        expectReady();
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

    private void expectReady() {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> actuator.get()
                        .uri("/actuator/health/readiness")
                        .exchange()
                        .expectStatus()
                        .isOk()
                        .expectBody()
                        .jsonPath("$.components.listeners.details.consuming.length()")
                        .isEqualTo(QUEUES));
    }
}
