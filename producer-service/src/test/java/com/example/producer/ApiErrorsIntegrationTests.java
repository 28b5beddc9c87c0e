package com.example.producer;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.messaging.test.WithRabbitMq;
import com.example.messaging.test.web.ServiceClient;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;

@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = "DATA_DIRECTORY=./target/test-data/${random.uuid}")
@WithRabbitMq
class ApiErrorsIntegrationTests {

    private static final String VALID = """
            {"customerId":"alice","currency":"EUR","paymentToken":"tok_visa","lines":[{"sku":"cup","quantity":2,"unitPrice":9.90}]}""";

    @LocalServerPort
    private int port;

    @Autowired
    private Environment environment;

    @Autowired
    private JdbcClient jdbc;

    @Test
    void malformedJsonIsLocated() throws Exception {
        assertProblem(post("{\"customerId\": \"alice\","), 400, "not well-formed JSON: line 1, column");
    }

    @Test
    void aMissingBodyIsNamed() throws Exception {
        assertProblem(post(""), 400, "The request needs a JSON body");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "customerId\":\"alice | color\":\"red\",\"customerId\":\"alice | color | is not a known field",
                "sku\":\"cup | size\":1,\"sku\":\"cup | lines[0].size | is not a known field",
                "alice | | customerId | must not be blank",
                "alice | al\\u0000ice | customerId | must not contain control characters",
                "EUR | eu | currency | must be three capital letters",
                "\"quantity\":2 | \"quantity\":0 | lines[0].quantity | must be greater than or equal to 1",
                "\"quantity\":2 | \"quantity\":1.5 | lines[0].quantity | has the wrong type or format",
                "\"quantity\":2 | \"quantity\":\"2\" | lines[0].quantity | has the wrong type or format",
                "\"quantity\":2, | | lines[0].quantity | must not be null",
                "9.90 | 9.999 | lines[0].unitPrice | out of bounds",
                "9.90 | -1 | lines[0].unitPrice | must be greater than or equal to 0.01",
                "9.90 | 1e1000000 | lines[0].unitPrice | out of bounds",
                "9.90 | 1e2147483647 | lines[0].unitPrice | must be less than or equal to",
                "\"quantity\":2 | \"quantity\":99999999999 | lines[0].quantity | has the wrong type or format"
            })
    void whatIsWrongWithAFieldIsSaidWithItsName(String part, String replacement, String field, String message)
            throws Exception {
        String body = VALID.replace(part, replacement == null ? "" : replacement);

        HttpResponse<String> response = post(body);

        assertProblem(response, 400, "The request is not valid: " + field);
        assertThat(response.body()).contains("\"field\":\"" + field + "\"").contains(message);
    }

    @Test
    void aNumberThatIsTooLongToBeReadIsRefused() throws Exception {
        assertProblem(post(VALID.replace("9.90", "9".repeat(1_001))), 400, "too long to be read");
    }

    @Test
    void aHeaderThatIsTooLongIsNamed() throws Exception {
        HttpResponse<String> response = send(request("/api/orders")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "k".repeat(256))
                .POST(BodyPublishers.ofString(VALID)));

        assertProblem(response, 400, "The request is not valid: Idempotency-Key size must be between 1 and 255");
    }

    @Test
    void whoAcceptsNoJsonPlacesNoOrder() throws Exception {
        HttpResponse<String> response = send(request("/api/orders")
                .header("Content-Type", "application/json")
                .header("Accept", "text/plain")
                .POST(BodyPublishers.ofString(VALID)));

        assertThat(response.statusCode()).isEqualTo(406);
        assertThat(jdbc.sql("select count(*) from orders").query(Long.class).single())
                .isZero();
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() throws Exception {
        HttpResponse<String> response = post("{\"currency\":\"e\",\"lines\":[]}");

        assertProblem(response, 400, "The request is not valid");
        assertThat(response.body())
                .contains("\"field\":\"currency\"")
                .contains("\"field\":\"customerId\"")
                .contains("\"field\":\"lines\"")
                .contains("\"field\":\"paymentToken\"");
    }

    @Test
    void aBodyThatIsTooLargeIsRefused() throws Exception {
        byte[] body = new byte[5_000_000];
        Arrays.fill(body, (byte) ' ');

        assertProblem(post(BodyPublishers.ofByteArray(body), "application/json"), 413, "1048576 bytes at most");
    }

    @Test
    void aBodyThatTurnsOutTooLargeOnlyWhileItIsReadIsRefused() throws Exception {
        byte[] body = new byte[5_000_000];
        Arrays.fill(body, (byte) ' ');

        assertProblem(
                post(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)), "application/json"),
                413,
                "1048576 bytes at most");
    }

    @Test
    void anotherContentTypeIsRefused() throws Exception {
        assertProblem(post(BodyPublishers.ofString("customerId=alice"), "text/plain"), 415, "is not supported");
    }

    @Test
    void anUnknownOrderIsNotFound() throws Exception {
        assertProblem(get("/api/orders/00000000-0000-0000-0000-000000000000"), 404, "There is no such order");
    }

    @ParameterizedTest
    @CsvSource({
        "/api/orders/xyz, id has the wrong type or format",
        "/api/orders?size=1000, size must be less than or equal to 100",
        "/api/orders?page=-1, page must be greater than or equal to 0",
        "/api/orders?size=many, size has the wrong type or format"
    })
    void aParameterThatIsWrongIsNamed(String path, String message) throws Exception {
        assertProblem(get(path), 400, message);
    }

    @Test
    void whatNobodyForesawSaysNothingOfItself() throws Exception {
        jdbc.sql("alter table orders rename to orders_elsewhere").update();
        try {
            HttpResponse<String> response = post(VALID);

            assertProblem(response, 500, "Something went wrong here");
            assertThat(response.body()).doesNotContainIgnoringCase("sql").doesNotContainIgnoringCase("exception");
        } finally {
            jdbc.sql("alter table orders_elsewhere rename to orders").update();
        }
    }

    private static void assertProblem(HttpResponse<String> response, int status, String detail) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(response.body())
                .contains("\"status\":" + status)
                .contains(detail)
                .doesNotContain("Exception")
                .doesNotContain("com.example")
                .doesNotContain("jackson");
    }

    private HttpResponse<String> post(String body) throws Exception {
        return post(BodyPublishers.ofString(body), "application/json");
    }

    private HttpResponse<String> post(BodyPublisher body, String contentType) throws Exception {
        return send(request("/api/orders").header("Content-Type", contentType).POST(body));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(request(path));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", ServiceClient.authorization(environment));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }
}
