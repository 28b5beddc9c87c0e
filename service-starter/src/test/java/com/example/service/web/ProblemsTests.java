package com.example.service.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.EntityExchangeResult;

@ExtendWith(OutputCaptureExtension.class)
class ProblemsTests {

    private static final String[] USERS = {"api.users.ada.password=s3cret", "api.users.ada.roles=publish,read"};

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET    | /failures/outbox   | 503 | Too many events wait to be passed on",
                "GET    | /failures/database | 503 | The database can't be reached right now.",
                "GET    | /failures/other    | 500 | Something went wrong here; the log says what.",
                "GET    | /nowhere           | 404 | No static resource nowhere",
                "DELETE | /things            | 405 | Method 'DELETE' is not supported."
            })
    void everyErrorIsAProblemThatSaysNothingOfItsInside(HttpMethod method, String path, int status, String detail) {
        try (Server server = Server.start(USERS)) {
            EntityExchangeResult<String> answer =
                    server.at("api").basic("ada:s3cret").ask(method, path);

            assertThat(answer.getStatus().value()).isEqualTo(status);
            assertThat(answer.getResponseHeaders().getContentType()).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON);
            assertThat(answer.getResponseBody())
                    .contains(detail)
                    .doesNotContain("Exception", "secret", "7 events", "at com.example", "org.springframework");
            assertThat(answer.getResponseHeaders().getFirst(HttpHeaders.RETRY_AFTER))
                    .isEqualTo(status == 503 ? "5" : null);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/things;a=b", "//things", "/things%2Fall"})
    void aPathThatTheFirewallRejectsIsABadRequestAndNoMatterOfLogin(String path) throws Exception {
        try (Server server = Server.start(USERS)) {
            for (String where : List.of("api", "actuator")) {
                HttpResponse<String> answer = HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port(where) + path))
                                        .header("Authorization", "Basic YWRhOnMzY3JldA==")
                                        .build(),
                                BodyHandlers.ofString());

                assertThat(answer.statusCode()).isEqualTo(400);
                assertThat(answer.body()).doesNotContain("Exception", "org.springframework");
            }
        }
    }

    @Test
    void noLoginIsLogged(CapturedOutput output) {
        try (Server server = Server.start(USERS)) {
            for (String login : new String[] {"ada:s3cret", "ada:wr0ng", "nobody:wr0ng"}) {
                server.at("api").basic(login).ask(HttpMethod.GET, "/failures/other");
            }
            server.at("api").bearer("t0ken").ask(HttpMethod.GET, "/things");
        }

        // "ada:s3cret", "ada:wr0ng" in Base64
        assertThat(output).doesNotContain("s3cret", "wr0ng", "t0ken", "YWRhOnMzY3JldA", "YWRhOndyMG5n");
    }
}
