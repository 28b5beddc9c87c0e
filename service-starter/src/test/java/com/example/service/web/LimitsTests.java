package com.example.service.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.EntityExchangeResult;

class LimitsTests {

    private static Server start(String... settings) {
        String[] all = java.util.Arrays.copyOf(settings, settings.length + 4);
        all[settings.length] = "api.users.ada.password=s3cret";
        all[settings.length + 1] = "api.users.ada.roles=publish,read,operate";
        all[settings.length + 2] = "api.users.bob.password=s3cret";
        all[settings.length + 3] = "api.users.bob.roles=read";
        return Server.start(all);
    }

    @Test
    void whoAsksTooOftenIsToldWhenToComeBackAndOthersAreNot() {
        try (Server server = start("api.rate-limit.requests-per-second=1", "api.rate-limit.burst=3")) {
            Server.Client ada = server.at("api").basic("ada:s3cret");
            int refused = 0;
            EntityExchangeResult<String> answer = null;
            for (int i = 0; i < 10; i++) {
                EntityExchangeResult<String> next = ada.ask(HttpMethod.GET, "/things");
                if (next.getStatus().value() == 429) {
                    refused++;
                    answer = next;
                }
            }

            assertThat(refused).isPositive();
            assertThat(answer.getResponseBody()).contains("Too many requests. Try again in 1 s.");
            assertThat(answer.getResponseHeaders().getFirst(HttpHeaders.RETRY_AFTER))
                    .isEqualTo("1");
            assertThat(server.at("api")
                            .basic("bob:s3cret")
                            .ask(HttpMethod.GET, "/things")
                            .getStatus()
                            .value())
                    .isEqualTo(200);
        }
    }

    @Test
    void healthIsLimitedByAddress() {
        try (Server server = start("api.rate-limit.requests-per-second=1", "api.rate-limit.burst=1")) {
            server.at("actuator").ask(HttpMethod.GET, "/actuator/health");
            int last = 200;
            for (int i = 0; i < 5 && last != 429; i++) {
                last = server.at("actuator")
                        .ask(HttpMethod.GET, "/actuator/health")
                        .getStatus()
                        .value();
            }
            assertThat(last).isEqualTo(429);
        }
    }

    @Test
    void whatIsRefusedIsLimitedTooByAddressOrByUser() {
        try (Server server = start("api.rate-limit.requests-per-second=1", "api.rate-limit.burst=3")) {
            Server.Client nobody = server.at("api");
            Server.Client bob = nobody.basic("bob:s3cret");

            assertThat(firstOther(401, nobody, HttpMethod.GET)).isEqualTo(429);
            assertThat(firstOther(403, bob, HttpMethod.POST)).isEqualTo(429);
        }
    }

    private static int firstOther(int status, Server.Client client, HttpMethod method) {
        int answer = status;
        for (int i = 0; i < 20 && answer == status; i++) {
            answer = client.ask(method, "/things").getStatus().value();
        }
        return answer;
    }

    @Test
    void passwordsCanNotBeGuessedForLong() {
        try (Server server = start("api.rate-limit.failed-logins-per-minute=3")) {
            for (int i = 0; i < 3; i++) {
                assertThat(server.at("api")
                                .basic("ada:" + i)
                                .ask(HttpMethod.GET, "/things")
                                .getStatus()
                                .value())
                        .isEqualTo(401);
            }

            EntityExchangeResult<String> fourth =
                    server.at("api").basic("ada:s3cret").ask(HttpMethod.GET, "/things");

            assertThat(fourth.getStatus().value()).isEqualTo(429);
            assertThat(fourth.getResponseBody()).contains("Too many failed logins. Try again in");
            // Whoever sends none is told that it takes one.
            assertThat(server.at("api")
                            .ask(HttpMethod.GET, "/things")
                            .getStatus()
                            .value())
                    .isEqualTo(401);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"outbox", "database"})
    void aServiceThatCanNotAnswerRightNowShutsNobodyOut(String what) {
        try (Server server = start("api.rate-limit.failed-logins-per-minute=3")) {
            Server.Client ada = server.at("api").basic("ada:s3cret");

            for (int i = 0; i < 10; i++) {
                assertThat(ada.ask(HttpMethod.GET, "/failures/" + what)
                                .getStatus()
                                .value())
                        .isEqualTo(503);
            }
            assertThat(ada.ask(HttpMethod.GET, "/things").getStatus().value()).isEqualTo(200);
        }
    }

    @Test
    void zeroIsNoLimit() {
        try (Server server = start(
                "api.rate-limit.requests-per-second=0",
                "api.rate-limit.burst=0",
                "api.rate-limit.failed-logins-per-minute=0")) {
            for (int i = 0; i < 50; i++) {
                assertThat(server.at("api")
                                .basic("ada:" + i)
                                .ask(HttpMethod.GET, "/things")
                                .getStatus()
                                .value())
                        .isEqualTo(401);
            }
        }
    }

    @Test
    void aBodyMayHaveSoManyBytes() {
        try (Server server = start("api.max-body-size=10B")) {
            Server.Client ada = server.at("api").basic("ada:s3cret");

            assertThat(ada.post("/things", "0123456789").getResponseBody()).isEqualTo("{\"length\":10}");
            EntityExchangeResult<String> refused = ada.post("/things", "0123456789a");

            assertThat(refused.getStatus().value()).isEqualTo(413);
            assertThat(refused.getResponseBody()).contains("The body may have 10 bytes at most.");
            assertThat(server.at("actuator")
                            .basic("ada:s3cret")
                            .post("/actuator/switches", "0123456789a")
                            .getStatus()
                            .value())
                    .isEqualTo(413);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE"})
    void aFormIsNotReadBeyondThatEither(String method) throws Exception {
        byte[] form = ("a=" + "b".repeat(100_000)).getBytes(StandardCharsets.US_ASCII);
        try (Server server = start("api.max-body-size=10B")) {
            for (String where : List.of("api", "actuator")) {
                for (BodyPublisher body : List.of(
                        BodyPublishers.ofByteArray(form),
                        BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(form)))) {
                    HttpRequest request = HttpRequest.newBuilder(
                                    URI.create("http://127.0.0.1:" + server.port(where) + "/things"))
                            .header("Content-Type", MediaType.APPLICATION_FORM_URLENCODED_VALUE)
                            .method(method, body)
                            .build();

                    HttpResponse<String> answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());

                    // In chunks, a body is too large once that much of it is read; 401 is before that.
                    boolean read = body.contentLength() > 0 || where.equals("api") && !method.equals("POST");
                    assertThat(answer.statusCode())
                            .as(where + " " + answer.body())
                            .isEqualTo(read ? 413 : 401);
                }
            }
        }
    }

    @Test
    void headersAreLimitedWithoutSayingMore() {
        try (Server server = start()) {
            EntityExchangeResult<String> answer = server.at("api")
                    .basic("ada:s3cret")
                    .header("Large", "x".repeat(20_000))
                    .ask(HttpMethod.GET, "/things");

            assertThat(answer.getStatus().value()).isEqualTo(400);
            assertThat(answer.getResponseBody()).doesNotContain("Exception", "Tomcat/");
        }
    }
}
