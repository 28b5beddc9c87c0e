package com.example.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

import com.example.messaging.test.BrokerUser;
import com.example.messaging.test.WithRabbitMq;
import com.example.messaging.test.web.Answers;
import com.example.messaging.test.web.ServiceClient;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
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

    private final Answers answers = new Answers();

    @Test
    void noneIsToldOrLogged(@Autowired BrokerUser broker, CapturedOutput output) throws Exception {
        String own;
        try (ConfigurableApplicationContext service = start(broker, broker.password())) {
            own = service.getEnvironment().getRequiredProperty("api.users.tester.password");
            String right = ServiceClient.authorization(service.getEnvironment());
            everything(service, right);
            for (String wrong : Answers.WRONG_LOGINS) {
                everything(service, wrong);
            }
            service.getBean(JdbcClient.class)
                    .sql("alter table orders rename to orders_elsewhere")
                    .update();
            everything(service, right);
        }
        assertThatException().isThrownBy(() -> start(broker, "password-that-is-wrong"));

        assertThat(answers.bodies()).hasSizeGreaterThan(40);
        assertThat(answers.bodies())
                .allSatisfy(answer -> assertThat(answer)
                        .doesNotContain(own, broker.password(), DATABASE_PASSWORD, PAYMENT_TOKEN)
                        .doesNotContain(Answers.WRONG_WORDS)
                        .doesNotContain(Answers.INSIDE));
        assertThat(output)
                .contains("Answered 500", "Tomcat started on port", "HikariPool", "Secured POST")
                .doesNotContain(own, broker.password(), DATABASE_PASSWORD, PAYMENT_TOKEN, "password-that-is-wrong")
                .doesNotContain(Answers.WRONG_WORDS);
    }

    /** Asks for what is right, and for much that is wrong. */
    private void everything(ConfigurableApplicationContext service, String authorization) throws Exception {
        String order = """
                {"customerId":"alice","currency":"EUR","paymentToken":"%s","lines":[{"sku":"cup","quantity":2,"unitPrice":9.90}]}""".formatted(PAYMENT_TOKEN);
        String api = Answers.api(service.getEnvironment());
        String actuator = Answers.actuator(service.getEnvironment());
        answers.post(api + "/api/orders", order, authorization);
        answers.post(api + "/api/orders", order.replace("}]}", "}"), authorization);
        answers.post(api + "/api/orders", order.replace("EUR", "euro"), authorization);
        answers.get(api + "/api/orders", authorization);
        answers.get(api + "/api/orders/xyz", authorization);
        answers.get(api + "/api/orders;x", authorization);
        answers.get(api + "/nowhere", authorization);
        answers.get(actuator + "/health", authorization);
        answers.get(actuator + "/deadletters/nowhere", authorization);
        answers.get(actuator + "/deadletters/orders.payment-outcome?from=yesterday", authorization);
        answers.post(actuator + "/deadletters/orders.payment-outcome", "{\"from\":\"yesterday\"}", authorization);
        answers.post(actuator + "/outbox", "{\"ids\":\"'; drop table orders\"}", authorization);
        answers.post(actuator + "/unroutable", "{", authorization);
    }

    private static ConfigurableApplicationContext start(BrokerUser broker, String brokerPassword) {
        Map<String, Object> properties = new HashMap<>(broker.springProperties());
        properties.put("spring.rabbitmq.password", brokerPassword);
        properties.put("DATA_DIRECTORY", "./target/test-data/" + UUID.randomUUID());
        properties.put("PORT", "0");
        properties.put("MANAGEMENT_PORT", "0");
        return new SpringApplicationBuilder(ProducerApplication.class)
                .properties(properties)
                .run(Stream.concat(
                                Stream.of(Answers.TALKATIVE),
                                Stream.of(
                                        "--spring.datasource.password=" + DATABASE_PASSWORD,
                                        "--spring.datasource.username=sa"))
                        .toArray(String[]::new));
    }

    /** A broker for the services that the test starts itself. */
    @Configuration(proxyBeanMethods = false)
    static class Broker {}
}
