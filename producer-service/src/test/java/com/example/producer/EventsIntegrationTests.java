package com.example.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.messaging.test.VirtualHost;
import com.example.messaging.test.WithRabbitMq;
import com.example.messaging.test.web.ServiceClient;
import com.jayway.jsonpath.JsonPath;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.http.HttpMessageFactory;
import io.cloudevents.jackson.JsonFormat;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.amqp.core.Binding;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.Queue;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;

/** CloudEvents over HTTP, sent by their official SDK, and by hand where they are wrong. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "DATA_DIRECTORY=./target/test-data/${random.uuid}",
            "SCHEMA_URL=https://schemas.example.com/",
            "api.events.max-batch-size=50",
            "api.rate-limit.requests-per-second=0",
            "api.rate-limit.burst=0"
        })
@WithRabbitMq
@Timeout(90)
class EventsIntegrationTests {

    private static final String SEEN = "events-seen";

    private final HttpClient http = HttpClient.newHttpClient();

    @Autowired
    private Environment environment;

    @Autowired
    private VirtualHost virtualHost;

    @Autowired
    private JdbcClient jdbc;

    private final UUID order = UUID.randomUUID();

    private final String data = """
            {"orderId":"%s","customerId":"carol","lines":[{"sku":"cup","quantity":6,"unitPrice":9.90}],
             "total":59.40,"currency":"EUR","paymentToken":"tok_visa","placedAt":"2026-01-02T03:04:05Z"}""".formatted(order);

    @BeforeEach
    void listen() {
        virtualHost.admin().declareQueue(new Queue(SEEN));
        virtualHost
                .admin()
                .declareBinding(new Binding(SEEN, Binding.DestinationType.QUEUE, "orders", "orders.#", null));
        published();
        virtualHost.admin().purgeQueue(SEEN);
    }

    private CloudEventBuilder event() {
        return CloudEventBuilder.v1()
                .withId(UUID.randomUUID().toString())
                .withSource(URI.create("https://till.example.com/7"))
                .withType("orders.order-placed.v1")
                .withTime(OffsetDateTime.parse("2026-01-02T03:04:05.678Z"))
                .withDataContentType("application/json")
                .withExtension("partitionkey", "a b")
                .withExtension("sequence", 3)
                .withExtension("sampled", true)
                .withData(data.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void anEventInBinaryModeIsPublishedAsItCame() throws Exception {
        CloudEvent event = event().build();

        assertAccepted(
                post(request -> HttpMessageFactory.createWriter(
                                request::header, body -> request.POST(BodyPublishers.ofByteArray(body)))
                        .writeBinary(event)),
                1,
                0);

        // In headers of HTTP all values are text.
        assertPublished(event, "3", "true");
    }

    @Test
    void anEventInStructuredModeIsPublishedAsItCame() throws Exception {
        CloudEvent event = event().build();

        assertAccepted(
                post(request -> HttpMessageFactory.createWriter(
                                request::header, body -> request.POST(BodyPublishers.ofByteArray(body)))
                        .writeStructured(event, JsonFormat.CONTENT_TYPE)),
                1,
                0);

        assertPublished(event, 3, true);
    }

    private void assertPublished(CloudEvent event, Object sequence, Object sampled) {
        Message message = virtualHost.take(SEEN);
        assertThat(message.getMessageProperties().getHeaders())
                .containsEntry("cloudEvents_specversion", "1.0")
                .containsEntry("cloudEvents_id", event.getId())
                .containsEntry("cloudEvents_source", "https://till.example.com/7")
                .containsEntry("cloudEvents_type", "orders.order-placed.v1")
                .containsEntry("cloudEvents_time", "2026-01-02T03:04:05.678Z")
                .containsEntry("cloudEvents_subject", order.toString())
                .containsEntry("cloudEvents_dataschema", "https://schemas.example.com/orders.order-placed.v1")
                .containsEntry("cloudEvents_partitionkey", "a b")
                .containsEntry("cloudEvents_sequence", sequence)
                .containsEntry("cloudEvents_sampled", sampled)
                .containsKey("traceparent");
        assertThat(message.getMessageProperties().getMessageId()).isEqualTo(event.getId());
        assertThat(message.getMessageProperties().getContentType()).isEqualTo("application/json");
        assertThat(JsonPath.<String>read(new String(message.getBody(), StandardCharsets.UTF_8), "$.orderId"))
                .isEqualTo(order.toString());
        assertThat(new String(message.getBody(), StandardCharsets.UTF_8)).contains("9.90", "59.40");
    }

    @Test
    void whatHeadersCanNotHaveComesEncoded() throws Exception {
        assertAccepted(
                post(request -> request.header("Content-Type", "application/json; charset=utf-8")
                        .header("ce-specversion", "1.0")
                        .header("ce-id", UUID.randomUUID().toString())
                        .header("CE-Source", "/till")
                        .header("ce-type", "orders.order-placed.v1")
                        .header("ce-encoded", "a%20b%C3%A4")
                        .header("ce-quoted", "\"a \\\"b\\\"\"")
                        .header("ce-plain", "100%")
                        .POST(BodyPublishers.ofString(data))),
                1,
                0);

        assertThat(virtualHost.take(SEEN).getMessageProperties().getHeaders())
                .containsEntry("cloudEvents_encoded", "a bä")
                .containsEntry("cloudEvents_quoted", "a \"b\"")
                .containsEntry("cloudEvents_plain", "100%");
    }

    @Test
    void aBatchIsPublishedInItsOrder() throws Exception {
        List<String> ids = IntStream.range(0, 50)
                .mapToObj(i -> UUID.randomUUID().toString())
                .toList();

        assertAccepted(postBatch(ids.stream().map(id -> event().withId(id).build())), 50, 0);

        assertThat(ids.stream()
                        .map(id -> virtualHost.take(SEEN).getMessageProperties().getMessageId()))
                .isEqualTo(ids);
    }

    @Test
    void anEmptyBatchIsNothing() throws Exception {
        assertAccepted(postBatch(Stream.of()), 0, 0);
    }

    @Test
    void theSameEventIsAcceptedAgainAndPublishedOnce() throws Exception {
        CloudEvent event = event().build();
        CloudEvent other = event().build();

        assertAccepted(postBatch(Stream.of(event)), 1, 0);
        assertAccepted(postBatch(Stream.of(event, other, other)), 1, 2);
        // Of another source, the same id is another event.
        assertAccepted(
                postBatch(Stream.of(CloudEventBuilder.v1(event)
                        .withSource(URI.create("/other"))
                        .build())),
                1,
                0);

        assertThat(published()).isEqualTo(3);
    }

    @Test
    void ofABatchThatIsNotAllValidNothingIsPublished() throws Exception {
        CloudEvent valid = event().build();
        CloudEvent wrong = event().withData(data.replace("\"quantity\":6", "\"quantity\":0")
                        .replace("EUR", "eu")
                        .getBytes(StandardCharsets.UTF_8))
                .build();
        CloudEvent foreign = event().withType("payments.payment-authorized.v1").build();

        HttpResponse<String> answer = postBatch(Stream.of(valid, wrong, foreign, valid));

        assertProblem(answer, 422, "None of the batch was accepted");
        assertThat(JsonPath.<List<String>>read(answer.body(), "$.errors[*].pointer"))
                .contains("/1/data/lines/0/quantity", "/1/data/currency", "/2/data/paymentId")
                .noneMatch(pointer -> pointer.startsWith("/0") || pointer.startsWith("/3"));
        assertThat(published()).isZero();
        assertAccepted(postBatch(Stream.of(valid)), 1, 0);
    }

    @Test
    void whatClientsMayNotPublishIsRefused() throws Exception {
        String authorized =
                "{\"orderId\":\"%s\",\"paymentId\":\"%s\",\"amount\":59.40,\"currency\":\"EUR\",\"authorizedAt\":\"2026-01-02T03:04:05Z\"}"
                        .formatted(order, order);

        HttpResponse<String> answer = postBatch(Stream.of(event().withType("payments.payment-authorized.v1")
                .withData(authorized.getBytes(StandardCharsets.UTF_8))
                .build()));

        assertProblem(answer, 422, "/0/type is not among the types that clients may publish here");
    }

    @Test
    void aBatchThatIsTooLargeIsRefusedAsAWhole() throws Exception {
        CloudEvent event = event().build();

        assertProblem(
                postBatch(Stream.generate(() -> event).limit(51)),
                413,
                "The batch has 51 events; 50 are allowed. None was accepted.");
        assertProblem(
                postBatch(Stream.generate(() -> event).limit(10_000)), 413, "The body may have 1048576 bytes at most.");
        assertThat(published()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "application/cloudevents+json       | {            | 400 | The body is not JSON: line 1, column",
                "application/cloudevents+json       | ~~           | 400 | The body is empty.",
                "application/cloudevents+json       | [1]          | 422 | The event is not valid: it is not a JSON object.",
                "application/cloudevents+json       | {}           | 422 | The event is not valid: /id is missing.",
                "application/cloudevents-batch+json | {}           | 400 | The body is not a JSON array, as a batch of events is.",
                "application/cloudevents-batch+json | [1]          | 422 | /0 is not a JSON object",
                "application/json                   | {}           | 422 | attributes are in headers 'ce-'",
                "application/cloudevents+xml        | <event/>     | 415 | Events come as application/cloudevents+json",
                "text/plain                         | hello        | 415 | Events come as application/cloudevents+json",
                "application/json                   | \\u0000      | 400 | The body is not JSON"
            })
    void whatIsNoEventIsRefusedWithWords(String contentType, String body, int status, String detail) throws Exception {
        assertProblem(
                post(request -> {
                    request.header("Content-Type", contentType).POST(BodyPublishers.ofString(body));
                    return null;
                }),
                status,
                detail);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ce-specversion | 2.0                       | /specversion is not 1.0, the only version that is known here",
                "ce-no_name     | x                         | /no_name is no name of an attribute: those are of a-z and 0-9",
                "ce-time        | +12026-01-01T00:00:00Z    | /time is no time as in 2026-11-23T23:31:55.091Z (RFC 3339)",
                "ce-source      | a b                       | /source is no URI"
            })
    void anAttributeInAHeaderThatIsNotValidIsRefused(String header, String value, String detail) throws Exception {
        assertProblem(
                post(request -> {
                    Map<String, String> headers = new HashMap<>(Map.of(
                            "Content-Type",
                            "application/json",
                            "ce-specversion",
                            "1.0",
                            "ce-id",
                            "4711",
                            "ce-source",
                            "/till/7",
                            "ce-type",
                            "orders.order-placed.v1"));
                    headers.put(header, value);
                    headers.forEach(request::header);
                    request.POST(
                            BodyPublishers.ofByteArray(event().build().getData().toBytes()));
                    return null;
                }),
                422,
                detail);
        assertThat(published()).isZero();
    }

    @Test
    void theCatalogueListsTypesAndTheirSchemas() throws Exception {
        HttpResponse<String> all = get("/api/event-types");
        String placed = "$[?(@.type == 'orders.order-placed.v1')]";

        assertThat(JsonPath.<List<String>>read(all.body(), "$[*].type"))
                .contains("orders.order-placed.v1", "payments.payment-declined.v1", "payments.payment-declined.v2");
        assertThat(JsonPath.<List<Boolean>>read(all.body(), placed + ".accepted"))
                .containsExactly(true);
        assertThat(JsonPath.<List<String>>read(all.body(), placed + ".exchange"))
                .containsExactly("orders");
        assertThat(JsonPath.<List<String>>read(all.body(), placed + ".description"))
                .containsExactly("An order was accepted and waits for its payment. Published once per order.");
        HttpResponse<String> schema =
                get(JsonPath.<List<String>>read(all.body(), placed + ".schema").get(0));
        assertThat(schema.statusCode()).isEqualTo(200);
        assertThat(schema.headers().firstValue("Content-Type")).hasValue("application/schema+json");
        assertThat(JsonPath.<String>read(schema.body(), "$.title")).isEqualTo("orders.order-placed.v1");
        assertProblem(
                get("/api/event-types/orders.unknown.v1"), 404, "GET /api/event-types lists those that there are");
    }

    private HttpResponse<String> postBatch(Stream<CloudEvent> events) throws Exception {
        JsonFormat format = new JsonFormat();
        String batch = events.map(event -> new String(format.serialize(event), StandardCharsets.UTF_8))
                .collect(Collectors.joining(",", "[", "]"));
        return post(request -> {
            request.header("Content-Type", "application/cloudevents-batch+json").POST(BodyPublishers.ofString(batch));
            return null;
        });
    }

    private interface Writer {

        Object write(HttpRequest.Builder request);
    }

    private HttpResponse<String> post(Writer writer) throws Exception {
        HttpRequest.Builder request = request("/api/events");
        writer.write(request);
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(request(path).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + environment.getRequiredProperty("local.server.port") + path))
                .header("Authorization", ServiceClient.authorization(environment));
    }

    private static void assertAccepted(HttpResponse<String> answer, int accepted, int duplicates) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        assertThat(answer.body()).isEqualTo("{\"accepted\":%d,\"duplicates\":%d}".formatted(accepted, duplicates));
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String detail) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(JsonPath.<String>read(answer.body(), "$.detail")).contains(detail);
    }

    /** How many events were published, once all that were accepted are. */
    private long published() {
        await().until(() ->
                jdbc.sql("select count(*) from outbox_event").query(Long.class).single() == 0);
        return virtualHost.depth(SEEN);
    }
}
