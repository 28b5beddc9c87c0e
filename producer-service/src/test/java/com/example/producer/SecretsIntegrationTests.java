package com.example.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

import com.example.messaging.test.BrokerUser;
import com.example.messaging.test.WithRabbitMq;
import com.example.messaging.test.web.ServiceClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

/** Whatever goes wrong, no password and no token gets into an answer or into the log, nor the inside into an answer. */
@SpringJUnitConfig(SecretsIntegrationTests.Broker.class)
@WithRabbitMq(definitions = "../deploy/rabbitmq/definitions.json", user = "producer")
@ExtendWith(OutputCaptureExtension.class)
@Timeout(90)
class SecretsIntegrationTests {

    private static final String DATABASE_PASSWORD = "password-of-the-database";

    private static final String PAYMENT_TOKEN = "tok_secret_of_a_customer";

    private final HttpClient http = HttpClient.newHttpClient();

    private final List<String> answers = new ArrayList<>();

    @Test
    void noneIsToldOrLogged(@Autowired BrokerUser broker, CapturedOutput output) throws Exception {
        String own;
        try (ConfigurableApplicationContext service = start(broker, broker.password())) {
            own = service.getEnvironment().getRequiredProperty("api.users.tester.password");
            String right = ServiceClient.authorization(service.getEnvironment());
            for (String authorization :
                    List.of(right, "Basic dGVzdGVyOndyb25nLWd1ZXNz", "Bearer wrong-token", "nonsense")) {
                everything(service, authorization);
            }
            service.getBean(JdbcClient.class)
                    .sql("alter table orders rename to orders_elsewhere")
                    .update();
            everything(service, right);
        }
        assertThatException().isThrownBy(() -> start(broker, "password-that-is-wrong"));

        assertThat(answers).hasSizeGreaterThan(40);
        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer)
                        .doesNotContain(
                                own, broker.password(), DATABASE_PASSWORD, PAYMENT_TOKEN, "wrong-guess", "wrong-token")
                        .doesNotContain("Exception", "at com.example", "org.springframework", "insert into", "jdbc:"));
        assertThat(output)
                .contains("Answered 500")
                .doesNotContain(own, broker.password(), DATABASE_PASSWORD, PAYMENT_TOKEN, "password-that-is-wrong")
                .doesNotContain("wrong-guess", "wrong-token", "dGVzdGVyOn");
    }

    /** Asks for what is right, and for much that is wrong. */
    private void everything(ConfigurableApplicationContext service, String authorization) throws Exception {
        String order = """
                {"customerId":"alice","currency":"EUR","paymentToken":"%s","lines":[{"sku":"cup","quantity":2,"unitPrice":9.90}]}""".formatted(PAYMENT_TOKEN);
        String api = "http://127.0.0.1:" + service.getEnvironment().getProperty("local.server.port");
        String actuator =
                "http://127.0.0.1:" + service.getEnvironment().getProperty("local.management.port") + "/actuator";
        post(api + "/api/orders", order, authorization);
        post(api + "/api/orders", order.replace("}]}", "}"), authorization);
        post(api + "/api/orders", order.replace("EUR", "euro"), authorization);
        get(api + "/api/orders", authorization);
        get(api + "/api/orders/xyz", authorization);
        get(api + "/api/orders;x", authorization);
        get(api + "/nowhere", authorization);
        get(actuator + "/health", authorization);
        get(actuator + "/deadletters/nowhere", authorization);
        get(actuator + "/deadletters/orders.payment-outcome?from=yesterday", authorization);
        post(actuator + "/deadletters/orders.payment-outcome", "{\"from\":\"yesterday\"}", authorization);
        post(actuator + "/outbox", "{\"ids\":\"'; drop table orders\"}", authorization);
        post(actuator + "/unroutable", "{", authorization);
    }

    private void get(String url, String authorization) throws Exception {
        send(HttpRequest.newBuilder(URI.create(url)), authorization);
    }

    private void post(String url, String body, String authorization) throws Exception {
        send(
                HttpRequest.newBuilder(URI.create(url))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body)),
                authorization);
    }

    private void send(HttpRequest.Builder request, String authorization) throws Exception {
        answers.add(http.send(request.header("Authorization", authorization).build(), BodyHandlers.ofString())
                .body());
    }

    private static ConfigurableApplicationContext start(BrokerUser broker, String brokerPassword) {
        Map<String, Object> properties = new HashMap<>(broker.springProperties());
        properties.put("spring.rabbitmq.password", brokerPassword);
        properties.put("DATA_DIRECTORY", "./target/test-data/" + UUID.randomUUID());
        properties.put("PORT", "0");
        properties.put("MANAGEMENT_PORT", "0");
        return new SpringApplicationBuilder(ProducerApplication.class)
                .properties(properties)
                .run("--spring.datasource.password=" + DATABASE_PASSWORD, "--spring.datasource.username=sa");
    }

    /** A broker for the services that the test starts itself. */
    @Configuration(proxyBeanMethods = false)
    static class Broker {}
}
