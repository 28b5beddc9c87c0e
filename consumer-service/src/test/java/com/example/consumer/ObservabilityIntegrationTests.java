package com.example.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.messaging.test.RabbitMqBroker;
import com.example.messaging.test.VirtualHost;
import com.example.messaging.test.web.ServiceClient;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.amqp.core.MessageBuilder;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** What the service tells those who watch it, and that the dashboard and the alert rules ask for what there is. */
@Timeout(90)
class ObservabilityIntegrationTests {

    private static final Path RULES = Path.of("../deploy/observability");

    private static final Pattern METRIC =
            Pattern.compile("\\b(?:messaging|spring_rabbit|http_server)_[a-z_]+[a-z]\\b(?!\\.)");

    /** What was received, as text: the names and texts of a protocol buffer can be read in it. */
    private final Map<String, String> received = new ConcurrentHashMap<>();

    private HttpServer collector;

    private VirtualHost virtualHost;

    @BeforeEach
    void start() throws IOException {
        collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1);
            received.merge(exchange.getRequestURI().getPath(), body, String::concat);
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
        virtualHost = RabbitMqBroker.shared().newVirtualHost();
    }

    @AfterEach
    void stop() {
        collector.stop(0);
        virtualHost.close();
    }

    @Test
    void tracesMetricsAndLogsAreSentWithWhatTheyAreAbout() {
        try (ConfigurableApplicationContext service = run("observability")) {
            publish("poison");

            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                assertThat(received.getOrDefault("/v1/traces", "")).contains("payments.order-placed");
                assertThat(received.getOrDefault("/v1/metrics", ""))
                        .contains("messaging.outbox.oldest.age", "messaging.messages", "consumer-service")
                        .contains("service.instance.id", "one-of-the-pods");
                assertThat(received.getOrDefault("/v1/logs", ""))
                        .contains("Dead-lettered a message", "event-of-poison", "eventType", "queue");
            });
            assertThat(service.isActive()).isTrue();
        }
    }

    @Test
    void nothingIsSentUnlessTheProfileSaysSo() {
        try (ConfigurableApplicationContext service = run("default")) {
            publish("alice");
            await().untilAsserted(() -> assertThat(metrics(service)).contains("messaging_latency_seconds_bucket"));
        }

        assertThat(received).isEmpty();
    }

    @Test
    void theDashboardAndTheAlertRulesAskForMetricsThatThereAre() throws IOException {
        Set<String> asked = new TreeSet<>();
        for (String file : List.of("dashboard.json", "alerts.yml")) {
            Matcher metric = METRIC.matcher(Files.readString(RULES.resolve(file)));
            while (metric.find()) {
                asked.add(metric.group());
            }
        }
        assertThat(asked).contains("messaging_outbox_backlog", "messaging_latency_seconds_bucket");

        try (ConfigurableApplicationContext service = run("default")) {
            publish("alice");
            ServiceClient.api(service.getEnvironment())
                    .get()
                    .uri("/api/payments/" + UUID.randomUUID())
                    .exchange();

            await().untilAsserted(() -> {
                String there = metrics(service);
                assertThat(asked).allSatisfy(metric -> assertThat(there).containsPattern("(?m)^" + metric + "(\\{| )"));
            });
        }
    }

    private static String metrics(ConfigurableApplicationContext service) {
        return ServiceClient.actuator(service.getEnvironment())
                .get()
                .uri("/actuator/prometheus")
                .exchange()
                .returnResult(String.class)
                .getResponseBody();
    }

    private ConfigurableApplicationContext run(String profile) {
        Map<String, Object> properties = new HashMap<>(virtualHost.springProperties());
        properties.put("DATA_DIRECTORY", "./target/test-data/" + UUID.randomUUID());
        properties.put("PORT", "0");
        properties.put("MANAGEMENT_PORT", "0");
        properties.put(
                "OTLP_ENDPOINT", "http://127.0.0.1:" + collector.getAddress().getPort());
        return new SpringApplicationBuilder(ConsumerApplication.class)
                .profiles(profile)
                .properties(properties)
                .run(
                        "--messaging.queues.[payments.order-placed].retry.delays=10ms",
                        "--management.otlp.metrics.export.step=1s",
                        "--HOSTNAME=one-of-the-pods");
    }

    private void publish(String customer) {
        virtualHost
                .template()
                .send(
                        "orders",
                        "orders.order-placed.v1",
                        MessageBuilder.withBody("""
                                        {"orderId":"%s","customerId":"%s","lines":[{"sku":"cup","quantity":1,"unitPrice":1}],"total":1,
                                         "currency":"EUR","paymentToken":"tok_visa","placedAt":"2026-01-02T03:04:05Z"}""".formatted(UUID.randomUUID(), customer)
                                        .getBytes(StandardCharsets.UTF_8))
                                .setHeader("cloudEvents_id", "event-of-" + customer)
                                .setHeader("cloudEvents_time", "2026-01-02T03:04:05Z")
                                .build());
    }
}
