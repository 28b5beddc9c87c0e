package com.example.messaging.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.messaging.EventPublisher;
import com.example.messaging.sample.Database;
import com.example.messaging.sample.Greeted;
import com.example.messaging.test.VirtualHost;
import com.example.messaging.test.WithRabbitMq;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.MDC;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;

/** What operators get by HTTP. */
@SpringBootTest(
        classes = DeadLettersEndpointIntegrationTests.Application.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.application.name=reception",
            "management.endpoints.web.exposure.include=*",
            "messaging.events.packages=com.example.messaging.sample",
            "messaging.retry.delays=",
            "messaging.listener.kill-switch.window=0",
            "messaging.queues.[guests.greeted].bindings=greetings.greeted.v1",
            "messaging.queues.[guests.forgetful].dead-letter=false"
        })
@WithRabbitMq
@Timeout(60)
class DeadLettersEndpointIntegrationTests {

    @Autowired
    private EventPublisher events;

    @Autowired
    private VirtualHost virtualHost;

    @Autowired
    private Application application;

    @LocalServerPort
    private int port;

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry registry) {
        Database.H2.addTo(registry);
    }

    @BeforeEach
    void begin() {
        virtualHost.admin().purgeQueue("guests.greeted.dlq");
        application.handled.clear();
        application.failing = true;
    }

    @Test
    void countsByQueue() {
        deadLetters(2);

        get("/deadletters").expectStatus().isOk().expectBody().json("{\"queues\":{\"guests.greeted\":2}}");
    }

    @Test
    void showsThoseOfAQueueWithTheReason() {
        List<String> ids = deadLetters(3);

        get("/deadletters/guests.greeted?limit=2")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.deadLetters.length()")
                .isEqualTo(2)
                .jsonPath("$.deadLetters[0].id")
                .isEqualTo(ids.get(0))
                .jsonPath("$.deadLetters[1].id")
                .isEqualTo(ids.get(1))
                .jsonPath("$.deadLetters[0].type")
                .isEqualTo("greetings.greeted.v1")
                .jsonPath("$.deadLetters[0].exception")
                .isEqualTo("java.lang.IllegalStateException")
                .jsonPath("$.deadLetters[0].message")
                .isEqualTo("no");
        get("/deadletters/guests.greeted?id=" + ids.get(2))
                .expectBody()
                .jsonPath("$.deadLetters.length()")
                .isEqualTo(1)
                .jsonPath("$.deadLetters[0].id")
                .isEqualTo(ids.get(2));
        get("/deadletters/guests.greeted?exception=PaymentException")
                .expectBody()
                .jsonPath("$.deadLetters.length()")
                .isEqualTo(0);
    }

    @Test
    void replaysThoseThatTheBodyNames() {
        List<String> ids = deadLetters(3);
        application.failing = false;

        post("/deadletters/guests.greeted", Map.of("ids", ids.get(2) + "," + ids.get(0)))
                .expectStatus()
                .isOk()
                .expectBody()
                .json("{\"replayed\":2,\"refused\":0,\"reason\":\"\",\"remaining\":1}");

        await().untilAsserted(() -> assertThat(application.handled).containsExactly(ids.get(0), ids.get(2)));
    }

    @Test
    void replaysAllIfTheBodySaysSo() {
        List<String> ids = deadLetters(3);
        application.failing = false;

        post("/deadletters/guests.greeted", Map.of("all", true)).expectBody().json("{\"replayed\":3,\"remaining\":0}");

        await().untilAsserted(() -> assertThat(application.handled).isEqualTo(ids));
    }

    @Test
    void aBodyThatNamesNothingThatIsKnownReplaysNothing() {
        List<String> ids = deadLetters(1);
        application.failing = false;

        post("/deadletters/guests.greeted", Map.of("idz", "x"))
                .expectStatus()
                .isBadRequest()
                .expectBody(String.class)
                .value(body -> assertThat(body).contains("Say which dead letters to replay"));

        post("/deadletters/guests.greeted", Map.of("ids", ids.get(0)))
                .expectBody()
                .json("{\"replayed\":1}");
    }

    @Test
    void aTimeThatIsNoneIsTold() {
        get("/deadletters/guests.greeted?from=yesterday")
                .expectStatus()
                .isBadRequest()
                .expectBody(String.class)
                .value(body -> assertThat(body).contains("'from' must be a time as in 2026-01-31T12:00:00Z"));
        post("/deadletters/guests.greeted", Map.of("until", "tomorrow"))
                .expectStatus()
                .isBadRequest()
                .expectBody(String.class)
                .value(body -> assertThat(body).contains("'until' must be a time as in 2026-01-31T12:00:00Z"));
    }

    @Test
    void anUnknownQueueIsToldWithTheKnownOnes() {
        get("/deadletters/guests.gone")
                .expectStatus()
                .isBadRequest()
                .expectBody(String.class)
                .value(body -> assertThat(body)
                        .contains(
                                "This service has no queue 'guests.gone'; it has [guests.forgetful, guests.greeted]"));
        post("/deadletters/guests.gone", Map.of()).expectStatus().isBadRequest();
    }

    @Test
    void aQueueWithoutDeadLettersIsTold() {
        get("/deadletters/guests.forgetful")
                .expectStatus()
                .isBadRequest()
                .expectBody(String.class)
                .value(body -> assertThat(body).contains("'guests.forgetful' has no dead-letter queue"));
    }

    @Test
    void theOutboxAndWhatNoQueueWantedCanBeSeenToo() {
        get("/outbox")
                .expectStatus()
                .isOk()
                .expectBody()
                .json("{\"scheduled\":0,\"refused\":0,\"events\":[]}")
                .jsonPath("$.oldestAgeSeconds")
                .isNumber();
        get("/unroutable").expectStatus().isOk().expectBody().json("{\"count\":0,\"events\":[]}");
    }

    private RestTestClient.ResponseSpec get(String path) {
        return client().get().uri("/actuator" + path).exchange();
    }

    private RestTestClient.ResponseSpec post(String path, Map<String, Object> body) {
        return client().post()
                .uri("/actuator" + path)
                .contentType(MediaType.APPLICATION_JSON)
                .body(body)
                .exchange();
    }

    private RestTestClient client() {
        return RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
    }

    private List<String> deadLetters(int count) {
        List<String> ids = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            ids.add(events.publish(Greeted.guest(UUID.randomUUID())));
            long expected = i;
            await().untilAsserted(() ->
                    assertThat(virtualHost.depth("guests.greeted.dlq")).isEqualTo(expected));
        }
        return ids;
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        final List<String> handled = new CopyOnWriteArrayList<>();

        volatile boolean failing;

        @RabbitListener(queues = "guests.greeted")
        void on(Greeted event) {
            if (failing) {
                throw new IllegalStateException("no");
            }
            handled.add(MDC.get("eventId"));
        }
    }
}
