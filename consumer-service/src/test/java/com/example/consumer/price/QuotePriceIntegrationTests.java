package com.example.consumer.price;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.messaging.test.VirtualHost;
import com.example.messaging.test.WithRabbitMq;
import com.jayway.jsonpath.JsonPath;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageBuilder;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

/** What is answered to whoever asks for prices, over a real broker. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "DATA_DIRECTORY=./target/test-data/${random.uuid}",
            "prices.articles.cup=9.9",
            "prices.articles.tea-pot=49.00"
        })
@WithRabbitMq
@Timeout(90)
class QuotePriceIntegrationTests {

    @Autowired
    private VirtualHost virtualHost;

    @BeforeEach
    void waitForAnswers() {
        virtualHost.template().setReplyTimeout(20_000);
    }

    @Test
    void thePricesOfAllLinesAreToldAndTheirSum() {
        Message answer = ask(
                "{\"currency\":\"EUR\",\"lines\":[{\"sku\":\"cup\",\"quantity\":3},{\"sku\":\"tea-pot\",\"quantity\":1}]}");

        assertThat(answer.getMessageProperties().getType()).isEqualTo("pricing.price-quoted.v1");
        assertThat(json(answer))
                .isEqualTo(
                        "{\"currency\":\"EUR\",\"lines\":[{\"sku\":\"cup\",\"quantity\":3,\"unitPrice\":9.90},{\"sku\":\"tea-pot\",\"quantity\":1,\"unitPrice\":49.00}],\"total\":78.70}");
    }

    @Test
    void anArticleThatNobodyKnowsIsNamed() {
        Message answer = ask(
                "{\"currency\":\"USD\",\"lines\":[{\"sku\":\"cup\",\"quantity\":3},{\"sku\":\"unicorn\",\"quantity\":1}]}");

        assertProblem(answer, "There is no price for this: /currency is not that of the price list, EUR.");
        assertThat(JsonPath.<List<String>>read(json(answer), "$.errors[*].pointer"))
                .containsExactly("/currency", "/lines/1/sku");
        assertThat(JsonPath.<String>read(json(answer), "$.errors[1].message")).isEqualTo("is not in the price list");
    }

    @Test
    void aRequestThatIsNotValidIsToldWhatIsWrongAndIsNoDeadLetter() {
        Message answer = ask("{\"currency\":\"EUR\",\"lines\":[{\"sku\":\"cup\",\"quantity\":0}]}");

        assertProblem(answer, "/lines/0/quantity");
        assertThat(virtualHost.depth("pricing.quote-price")).isZero();
        assertThat(virtualHost.depth("pricing.quote-price.dlq")).isEqualTo(-1);
        assertThat(virtualHost.depth("retry.1s")).isZero();
    }

    private static void assertProblem(Message answer, String detail) {
        assertThat(answer.getMessageProperties().getContentType()).isEqualTo("application/problem+json");
        assertThat(JsonPath.<Integer>read(json(answer), "$.status")).isEqualTo(422);
        assertThat(JsonPath.<String>read(json(answer), "$.detail")).contains(detail);
    }

    /** As a client would that knows nothing of the starter. */
    private Message ask(String body) {
        return Objects.requireNonNull(virtualHost
                .template()
                .sendAndReceive(
                        "pricing",
                        "pricing.quote-price.v1",
                        MessageBuilder.withBody(body.getBytes(StandardCharsets.UTF_8))
                                .setContentType("application/json")
                                .build()));
    }

    private static String json(Message message) {
        return new String(message.getBody(), StandardCharsets.UTF_8);
    }
}
