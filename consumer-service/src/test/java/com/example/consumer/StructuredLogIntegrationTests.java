package com.example.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.messaging.test.RabbitMqBroker;
import com.example.messaging.test.VirtualHost;
import com.jayway.jsonpath.JsonPath;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.amqp.core.MessageBuilder;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.logging.LoggingSystemProperty;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

@Timeout(90)
@ExtendWith(OutputCaptureExtension.class)
class StructuredLogIntegrationTests {

    /** While an application of another test is open, Boot leaves the logging system as it is. */
    @BeforeEach
    void anew() {
        LoggingSystem.get(getClass().getClassLoader()).cleanUp();
    }

    /** Boot hands its logging settings to the logging system by system properties, and leaves them there. */
    @AfterEach
    void backToPlainLines() {
        System.clearProperty(LoggingSystemProperty.CONSOLE_STRUCTURED_FORMAT.getEnvironmentVariableName());
    }

    @Test
    void linesAreJsonByAPropertyAndNameEventAndOrder(CapturedOutput output) {
        UUID orderId = UUID.randomUUID();
        try (VirtualHost virtualHost = RabbitMqBroker.shared().newVirtualHost()) {
            Map<String, Object> properties = new HashMap<>(virtualHost.springProperties());
            properties.put("DATA_DIRECTORY", "./target/test-data/" + UUID.randomUUID());
            properties.put("PORT", "0");
            properties.put("MANAGEMENT_PORT", "0");
            properties.put("logging.structured.format.console", "ecs");
            try (ConfigurableApplicationContext application = new SpringApplicationBuilder(ConsumerApplication.class)
                    .properties(properties)
                    .run("--messaging.queues.[payments.order-placed].retry.delays=10ms")) {
                virtualHost
                        .template()
                        .send(
                                "orders",
                                "orders.order-placed.v1",
                                MessageBuilder.withBody("""
                                                {"orderId":"%s","customerId":"poison","lines":[{"sku":"cup","quantity":1,"unitPrice":1}],"total":1,
                                                 "currency":"EUR","paymentToken":"secret-token","placedAt":"2026-01-02T03:04:05Z"}""".formatted(orderId).getBytes(StandardCharsets.UTF_8))
                                        .setHeader("cloudEvents_id", "event-1")
                                        .build());
                await().until(() -> line(output, "Dead-lettered").isPresent());
            }
        }

        for (String text : List.of("Attempt 1 of 2", "Dead-lettered")) {
            String line = line(output, text).orElseThrow();
            assertThat(JsonPath.<String>read(line, "$.orderId")).isEqualTo(orderId.toString());
            assertThat(JsonPath.<String>read(line, "$.eventId")).isEqualTo("event-1");
            assertThat(JsonPath.<String>read(line, "$.eventType")).isEqualTo("orders.order-placed.v1");
            assertThat(JsonPath.<String>read(line, "$.queue")).isEqualTo("payments.order-placed");
            assertThat(JsonPath.<String>read(line, "$.traceId")).matches("[0-9a-f]{32}");
        }
        assertThat(output).doesNotContain("secret-token");
    }

    private static Optional<String> line(CapturedOutput output, String text) {
        return output.getOut()
                .lines()
                .filter(line -> line.startsWith("{") && line.contains(text))
                .findFirst();
    }
}
