package com.example.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.messaging.test.VirtualHost;
import com.example.messaging.test.WithRabbitMq;
import com.example.messaging.test.web.ServiceClient;
import com.zaxxer.hikari.HikariDataSource;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** Starts and stops the service as a platform would. */
@SpringBootTest(classes = ProducerLifecycleIntegrationTests.Broker.class)
@WithRabbitMq
@ExtendWith(OutputCaptureExtension.class)
@Timeout(90)
class ProducerLifecycleIntegrationTests {

    private static final String ORDER = """
            {"customerId":"alice","currency":"EUR","paymentToken":"tok_visa","lines":[{"sku":"cup","quantity":2,"unitPrice":9.90}]}""";

    private final HttpClient http = HttpClient.newHttpClient();

    @Autowired
    private VirtualHost virtualHost;

    @TempDir
    private Path data;

    @Test
    void ordersAreThereAfterARestart() {
        URI order;
        try (ConfigurableApplicationContext service = start()) {
            HttpResponse<String> accepted = place(service).join();
            assertThat(accepted.statusCode()).isEqualTo(202);
            order = URI.create(accepted.headers().firstValue("Location").orElseThrow());
        }

        try (ConfigurableApplicationContext service = start()) {
            HttpResponse<String> found = http.sendAsync(
                            HttpRequest.newBuilder(uri(service).resolve(order))
                                    .header("Authorization", ServiceClient.authorization(service.getEnvironment()))
                                    .build(),
                            BodyHandlers.ofString())
                    .join();

            assertThat(found.statusCode()).isEqualTo(200);
            assertThat(found.body()).contains("\"customerId\":\"alice\"");
        }
    }

    @Test
    void aRequestInHandIsAnsweredBeforeTheServiceStops(CapturedOutput output) throws Exception {
        ConfigurableApplicationContext service = start();
        HikariDataSource database = service.getBean(HikariDataSource.class);
        // Not from the service's pool, which ends before this one does.
        try (Connection other = DriverManager.getConnection(database.getJdbcUrl())) {
            // Somebody else is about to commit an order with the same key: the request has to wait for that.
            other.setAutoCommit(false);
            other.createStatement().executeUpdate("""
                    insert into orders (id, customer_id, currency, total, status, placed_at, updated_at,
                                        idempotency_key, fingerprint)
                    values (random_uuid(), 'bob', 'EUR', 1, 'PLACED', now(), now(), 'lifecycle', 'other')""");
            CompletableFuture<HttpResponse<String>> answer = place(service);
            await().until(() -> database.getHikariPoolMXBean().getActiveConnections() == 1);
            int before = output.getOut().length();

            CompletableFuture<Void> closed = CompletableFuture.runAsync(service::close);
            await().until(() -> output.getOut().substring(before).contains("Commencing graceful shutdown"));
            assertThat(answer).isNotDone();
            other.rollback();

            assertThat(answer.join().statusCode()).isEqualTo(202);
            closed.join();
        } finally {
            service.close();
        }
    }

    private CompletableFuture<HttpResponse<String>> place(ConfigurableApplicationContext service) {
        return http.sendAsync(
                HttpRequest.newBuilder(uri(service).resolve("/api/orders"))
                        .header("Content-Type", "application/json")
                        .header("Authorization", ServiceClient.authorization(service.getEnvironment()))
                        .header("Idempotency-Key", "lifecycle")
                        .POST(BodyPublishers.ofString(ORDER))
                        .build(),
                BodyHandlers.ofString());
    }

    private static URI uri(ConfigurableApplicationContext service) {
        return URI.create("http://127.0.0.1:" + service.getEnvironment().getProperty("local.server.port"));
    }

    private ConfigurableApplicationContext start() {
        Map<String, Object> properties = new HashMap<>(virtualHost.springProperties());
        properties.put("logging.level.org.springframework.boot.tomcat", "info");
        properties.put("DATA_DIRECTORY", data.toString());
        properties.put("PORT", "0");
        properties.put("MANAGEMENT_PORT", "0");
        return new SpringApplicationBuilder(ProducerApplication.class)
                .properties(properties)
                .run();
    }

    /** A broker for the services that the tests start themselves. */
    @Configuration(proxyBeanMethods = false)
    static class Broker {}
}
