package com.example.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.messaging.test.FreePorts;
import com.example.messaging.test.RabbitMqBroker;
import com.example.messaging.test.VirtualHost;
import com.example.messaging.test.web.Answers;
import com.example.messaging.test.web.ServiceClient;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.amqp.core.MessageBuilder;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;

/** Whatever goes wrong, no password and no token gets into an answer or into the log, nor the inside into an answer. */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(90)
class SecretsIntegrationTests {

    private static final String PAYMENT_TOKEN = "tok_secret_of_a_customer";

    private final Answers answers = new Answers();

    @Test
    void noneIsToldOrLogged(CapturedOutput output) throws Exception {
        String own;
        try (VirtualHost virtualHost = RabbitMqBroker.shared().newVirtualHost();
                ConfigurableApplicationContext service = start(virtualHost.springProperties())) {
            Environment environment = service.getEnvironment();
            own = environment.getRequiredProperty("api.users.tester.password");
            poison(virtualHost);
            await().untilAsserted(() ->
                    assertThat(virtualHost.depth("payments.order-placed.dlq")).isEqualTo(1));
            everything(environment, ServiceClient.authorization(environment));
            for (String wrong : Answers.WRONG_LOGINS) {
                everything(environment, wrong);
                assertThat(answers.get(Answers.actuator(environment) + "/deadletters/payments.order-placed", wrong))
                        .isEqualTo(401);
            }
        }
        try (ConfigurableApplicationContext service =
                start(Map.of("spring.rabbitmq.host", "127.0.0.1", "spring.rabbitmq.port", FreePorts.find(1)[0]))) {
            Environment environment = service.getEnvironment();
            String right = ServiceClient.authorization(environment);
            everything(environment, right);
            for (String endpoint : new String[] {"/deadletters", "/unroutable"}) {
                assertThat(answers.get(Answers.actuator(environment) + endpoint, right))
                        .isEqualTo(503);
            }
        }

        assertThat(answers.bodies())
                .allSatisfy(answer -> assertThat(answer)
                        .doesNotContain(own, PAYMENT_TOKEN)
                        .doesNotContain(Answers.WRONG_WORDS)
                        .doesNotContain(Answers.INSIDE));
        assertThat(output)
                .contains("Dead-lettered a message", "Tomcat started on port", "HikariPool", "Secured GET")
                .doesNotContain(own, PAYMENT_TOKEN)
                .doesNotContain(Answers.WRONG_WORDS);
    }

    /**
     * Asks for what is right, and for what is wrong. What a dead letter is, its operator has to see, and whoever watches
     * the service what a check of its health failed with.
     */
    private void everything(Environment environment, String authorization) throws Exception {
        String api = Answers.api(environment);
        String actuator = Answers.actuator(environment);
        answers.get(api + "/api/payments/" + UUID.randomUUID(), authorization);
        answers.get(api + "/api/payments/xyz", authorization);
        answers.get(api + "/nowhere", authorization);
        answers.post(api + "/api/payments", "{", authorization);
        answers.get(actuator + "/health/readiness", "none");
        answers.get(actuator + "/deadletters", authorization);
        answers.get(actuator + "/deadletters/nowhere", authorization);
        answers.get(actuator + "/deadletters/payments.order-placed?from=yesterday", authorization);
        answers.post(actuator + "/deadletters/payments.order-placed", "{", authorization);
        answers.post(actuator + "/unroutable", "{}", authorization);
    }

    private static void poison(VirtualHost virtualHost) {
        virtualHost
                .template()
                .send(
                        "orders",
                        "orders.order-placed.v1",
                        MessageBuilder.withBody("""
                                        {"orderId":"%s","customerId":"poison","lines":[{"sku":"cup","quantity":1,"unitPrice":1}],"total":1,
                                         "currency":"EUR","paymentToken":"%s","placedAt":"2026-01-02T03:04:05Z"}""".formatted(UUID.randomUUID(), PAYMENT_TOKEN)
                                        .getBytes(StandardCharsets.UTF_8))
                                .build());
    }

    private static ConfigurableApplicationContext start(Map<String, ?> broker) {
        Map<String, Object> properties = new HashMap<>(broker);
        properties.put("DATA_DIRECTORY", "./target/test-data/" + UUID.randomUUID());
        properties.put("PORT", "0");
        properties.put("MANAGEMENT_PORT", "0");
        return new SpringApplicationBuilder(ConsumerApplication.class)
                .properties(properties)
                .run(Stream.concat(
                                Stream.of(Answers.TALKATIVE),
                                Stream.of("--messaging.queues.[payments.order-placed].retry.delays=10ms"))
                        .toArray(String[]::new));
    }
}
