package com.example.producer.quote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.messaging.test.BrokerLink;
import com.example.messaging.test.VirtualHost;
import com.example.messaging.test.WithRabbitMq;
import com.example.messaging.test.web.ServiceClient;
import com.jayway.jsonpath.JsonPath;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.amqp.core.Binding;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageBuilder;
import org.springframework.amqp.core.Queue;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.EntityExchangeResult;
import org.springframework.test.web.servlet.client.RestTestClient;

/** What becomes of a question for a quote, with a pricing service that this test plays. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"DATA_DIRECTORY=./target/test-data/${random.uuid}", "quotes.timeout=1500ms"})
@WithRabbitMq(breakable = true)
@Timeout(90)
class QuoteIntegrationTests {

    private static final String QUEUE = "pricing.quote-price";

    private static final String QUESTION = """
            {"currency":"EUR","lines":[{"sku":"cup","quantity":2},{"sku":"spoon","quantity":1}]}""";

    private static final String PROBLEM = "application/problem+json";

    private RestTestClient client;

    @Autowired
    private VirtualHost virtualHost;

    @Autowired
    private BrokerLink link;

    @BeforeEach
    void logIn(@Autowired Environment environment) {
        client = ServiceClient.api(environment);
    }

    @BeforeEach
    void declareWhatIsThePricingServices() {
        virtualHost.admin().declareQueue(new Queue(QUEUE));
        virtualHost
                .admin()
                .declareBinding(
                        new Binding(QUEUE, Binding.DestinationType.QUEUE, "pricing", "pricing.quote-price.v1", null));
    }

    @AfterEach
    void mend() {
        link.restore();
        virtualHost.admin().deleteQueue(QUEUE);
    }

    @Test
    void aQuoteIsWhatThePricingServiceAnswers() {
        CompletableFuture<Message> asked = answer("application/json", """
                {"currency":"EUR","lines":[{"sku":"cup","quantity":2,"unitPrice":9.90},{"sku":"spoon","quantity":1,"unitPrice":1.20}],"total":21.00}""");

        EntityExchangeResult<String> answer = ask(QUESTION);

        assertThat(answer.getStatus().value()).isEqualTo(200);
        assertThat(answer.getResponseBody())
                .isEqualTo(
                        "{\"currency\":\"EUR\",\"lines\":[{\"sku\":\"cup\",\"quantity\":2,\"unitPrice\":9.90},{\"sku\":\"spoon\",\"quantity\":1,\"unitPrice\":1.20}],\"total\":21.00}");
        assertThat(asked.join().getBody()).asString().isEqualTo(QUESTION);
    }

    @Test
    void whatThePricingServiceRefusesIsRefusedWithItsWords() {
        answer(PROBLEM, """
                {"type":"about:blank","title":"Unprocessable Content","status":422,"detail":"No spoons.","errors":[{"pointer":"/lines/1/sku","message":"is not in the price list"}]}""");

        EntityExchangeResult<String> answer = ask(QUESTION);

        assertProblem(answer, 422, "No spoons.");
        assertThat(answer.getResponseBody())
                .contains("\"errors\":[{\"pointer\":\"/lines/1/sku\",\"message\":\"is not in the price list\"}]")
                .contains("\"title\":\"Unprocessable Content\"");
    }

    @Test
    void whatWentWrongInThePricingServiceIsNotPassedOn() {
        answer(PROBLEM, "{\"status\":500,\"title\":\"Internal Server Error\",\"detail\":\"swordfish\"}");

        EntityExchangeResult<String> answer = ask(QUESTION);

        assertProblem(answer, 502, "The service that was asked could not do it.");
        assertThat(answer.getResponseBody()).doesNotContain("swordfish");
    }

    @Test
    void anAnswerThatIsNoQuoteIsABadGateway() {
        answer("application/json", "{\"total\":\"swordfish\"}");

        EntityExchangeResult<String> answer = ask(QUESTION);

        assertProblem(answer, 502, "no answer that can be understood");
        assertThat(answer.getResponseBody()).doesNotContain("swordfish");
    }

    @Test
    void whenNobodyAnswersThatIsSaid() {
        assertProblem(ask(QUESTION), 504, "did not answer in time");
    }

    @Test
    void withoutAPricingServiceThatIsSaidAtOnce() {
        virtualHost.admin().deleteQueue(QUEUE);

        EntityExchangeResult<String> answer = ask(QUESTION);

        assertProblem(answer, 503, "The pricing service is not there. Try again later.");
        assertThat(answer.getResponseHeaders().getFirst(HttpHeaders.RETRY_AFTER))
                .isEqualTo("5");
    }

    @Test
    void withoutABrokerThatIsSaid() {
        link.cut();

        await().untilAsserted(() -> {
            EntityExchangeResult<String> answer = ask(QUESTION);
            assertProblem(answer, 503, "RabbitMQ can't be reached right now.");
            assertThat(answer.getResponseHeaders().getFirst(HttpHeaders.RETRY_AFTER))
                    .isEqualTo("5");
        });
    }

    @Test
    void aQuestionThatIsNotValidIsNotAsked() {
        assertProblem(ask(QUESTION.replace("\"quantity\":2", "\"quantity\":0")), 400, "lines[0].quantity");
        assertProblem(ask("{}"), 400, "currency must not be null");
        assertThat(virtualHost.depth(QUEUE)).isZero();
    }

    private EntityExchangeResult<String> ask(String question) {
        return client.post()
                .uri("/api/quotes")
                .contentType(MediaType.APPLICATION_JSON)
                .body(question)
                .exchange()
                .returnResult(String.class);
    }

    private static void assertProblem(EntityExchangeResult<String> answer, int status, String detail) {
        assertThat(answer.getStatus().value()).as(answer.getResponseBody()).isEqualTo(status);
        assertThat(answer.getResponseHeaders().getContentType()).hasToString(PROBLEM);
        assertThat(JsonPath.<String>read(answer.getResponseBody(), "$.detail")).contains(detail);
    }

    /** Answers the next question, as the pricing service would. */
    private CompletableFuture<Message> answer(String contentType, String body) {
        return CompletableFuture.supplyAsync(
                () -> {
                    Message question = virtualHost.take(QUEUE);
                    virtualHost
                            .template()
                            .send(
                                    "",
                                    question.getMessageProperties().getReplyTo(),
                                    MessageBuilder.withBody(body.getBytes(StandardCharsets.UTF_8))
                                            .setContentType(contentType)
                                            .setCorrelationId(question.getMessageProperties()
                                                    .getCorrelationId())
                                            .build());
                    return question;
                },
                task -> new Thread(task).start());
    }
}
