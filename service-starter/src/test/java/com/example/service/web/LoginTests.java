package com.example.service.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.test.web.servlet.client.EntityExchangeResult;

@ExtendWith(OutputCaptureExtension.class)
class LoginTests {

    private static final String[] USERS = {
        "api.users.writer.password=write-it",
        "api.users.writer.roles=publish",
        "api.users.reader.password=read-it",
        "api.users.reader.roles=read",
        "api.users.operator.password={bcrypt}" + new BCryptPasswordEncoder(4).encode("operate-it"),
        "api.users.operator.roles=operate,read",
        "api.users.watcher.password=watch-it",
        "api.users.watcher.roles=monitor"
    };

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "writer:write-it     | api      | POST | /things             | 200",
                "writer:write-it     | api      | GET  | /things             | 403",
                "reader:read-it      | api      | GET  | /things             | 200",
                "reader:read-it      | api      | HEAD | /things             | 200",
                "reader:read-it      | api      | POST | /things             | 403",
                "reader:read-it      | actuator | GET  | /actuator/switches  | 200",
                "reader:read-it      | actuator | POST | /actuator/switches  | 403",
                "writer:write-it     | actuator | GET  | /actuator/switches  | 403",
                "writer:write-it     | actuator | POST | /actuator/switches  | 403",
                "operator:operate-it | actuator | POST | /actuator/switches  | 200",
                "operator:operate-it | api      | POST | /things             | 403",
                "watcher:watch-it    | actuator | GET  | /actuator/switches  | 200",
                "watcher:watch-it    | actuator | POST | /actuator/switches  | 403",
                "watcher:watch-it    | actuator | GET  | /actuator/deadletters | 403",
                "watcher:watch-it    | api      | GET  | /things             | 403",
                "watcher:watch-it    | api      | POST | /things             | 403",
                "reader:read-it      | actuator | GET  | /actuator/deadletters | 403",
                "reader:read-it      | actuator | GET  | /actuator/deadletters/orders | 403",
                "operator:operate-it | actuator | GET  | /actuator/deadletters | 200",
                "operator:operate-it | actuator | GET  | /actuator/deadletters/orders | 200",
                "reader:write-it     | api      | GET  | /things             | 401",
                "reader:             | api      | GET  | /things             | 401",
                "operator:{bcrypt}   | actuator | GET  | /actuator/switches  | 401",
                "nobody:read-it      | api      | GET  | /things             | 401"
            })
    void eachRoleMayDoWhatIsItsOwn(String login, String where, HttpMethod method, String path, int status) {
        try (Server server = Server.start(USERS)) {
            assertThat(server.at(where)
                            .basic(login)
                            .ask(method, path)
                            .getStatus()
                            .value())
                    .isEqualTo(status);
        }
    }

    @Test
    void messagesTakeTheirRoleWhateverAnotherContextOfThisProcessShows() {
        String[] settings = Arrays.copyOf(USERS, USERS.length + 1);
        settings[USERS.length] = "management.endpoints.web.exposure.include=switches";
        try (Server other = Server.start(settings);
                Server server = Server.start(USERS)) {
            assertThat(status(other, "/actuator/switches")).isEqualTo(200);
            assertThat(status(server, "/actuator/switches")).isEqualTo(200);
            assertThat(status(server, "/actuator/deadletters/orders")).isEqualTo(403);
        }
    }

    private static int status(Server server, String path) {
        return server.at("actuator")
                .basic("reader:read-it")
                .ask(HttpMethod.GET, path)
                .getStatus()
                .value();
    }

    @Test
    void whoMayNotIsToldWhichRoleItTakes() {
        try (Server server = Server.start(USERS)) {
            EntityExchangeResult<String> answer =
                    server.at("actuator").basic("reader:read-it").ask(HttpMethod.POST, "/actuator/switches");

            assertThat(answer.getResponseBody())
                    .contains("\"status\":403")
                    .contains("This takes the role 'operate', which this login does not have.");
            assertThat(server.at("actuator")
                            .basic("reader:read-it")
                            .ask(HttpMethod.GET, "/actuator/deadletters/orders")
                            .getResponseBody())
                    .contains("This takes the role 'operate'");
        }
    }

    @Test
    void aPageOfAnotherSiteMayNotUseTheLoginThatTheBrowserRemembers() {
        try (Server server = Server.start(USERS)) {
            Server.Client writer = server.at("api").basic("writer:write-it");

            EntityExchangeResult<String> foreign =
                    writer.header("Sec-Fetch-Site", "cross-site").ask(HttpMethod.POST, "/things");

            assertThat(foreign.getStatus().value()).isEqualTo(403);
            assertThat(foreign.getResponseBody()).contains("a page of another site");
            assertThat(writer.header("Sec-Fetch-Site", "same-site")
                            .ask(HttpMethod.POST, "/things")
                            .getStatus()
                            .value())
                    .isEqualTo(403);
            assertThat(writer.header("Sec-Fetch-Site", "same-origin")
                            .ask(HttpMethod.POST, "/things")
                            .getStatus()
                            .value())
                    .isEqualTo(200);
        }
    }

    @Test
    void withoutAnythingConfiguredThereIsOneUserWithAPasswordThatIsGeneratedAndLogged(CapturedOutput output) {
        try (Server server = Server.start()) {
            assertThat(server.at("api")
                            .ask(HttpMethod.GET, "/things")
                            .getStatus()
                            .value())
                    .isEqualTo(401);
            String password = output.getOut()
                    .replaceAll("(?s).*the login is 'user' with this generated password: (\\S+).*", "$1")
                    .trim();

            for (HttpMethod method : new HttpMethod[] {HttpMethod.GET, HttpMethod.POST}) {
                assertThat(server.at("api")
                                .basic("user:" + password)
                                .ask(method, "/things")
                                .getStatus()
                                .value())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void bootsOwnUserIsTakenIfItIsTheOnlyOne(CapturedOutput output) {
        try (Server server = Server.start("spring.security.user.name=ada", "spring.security.user.password=s3cret")) {
            assertThat(server.at("api")
                            .basic("ada:s3cret")
                            .ask(HttpMethod.GET, "/things")
                            .getResponseBody())
                    .isEqualTo("{\"login\":\"ada\"}");
        }
        assertThat(output).doesNotContain("s3cret", "generated password");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "api.users.ada.roles=read      | 'api.users.ada.password' must be set",
                "api.users.ada.password=secret | 'api.users.ada.roles' must name at least one of: publish, read, monitor, operate",
                "api.rate-limit.burst=1        | 'api.rate-limit.burst' must not be less than"
            })
    void aSettingThatCanNotBeStopsTheStartAndIsNamed(String setting, String message, CapturedOutput output) {
        SpringApplicationBuilder application = new SpringApplicationBuilder(Site.class).properties(Server.PORTS);

        assertThat(catchThrowable(() -> {
                    try (ConfigurableApplicationContext context = application.run("--" + setting)) {
                        context.isActive();
                    }
                }))
                .hasStackTraceContaining(message);
        assertThat(output).doesNotContain("secret");
    }

    @Test
    void anApplicationsOwnChainComesFirst() {
        try (Server server = Server.start(Map.of("own", OwnChain.class), USERS)) {
            assertThat(server.at("api")
                            .ask(HttpMethod.GET, "/failures/none")
                            .getStatus()
                            .value())
                    .isEqualTo(500);
            assertThat(server.at("api")
                            .ask(HttpMethod.GET, "/things")
                            .getResponseHeaders()
                            .getFirst(HttpHeaders.WWW_AUTHENTICATE))
                    .isEqualTo("Basic realm=\"service\"");
        }
    }
}
