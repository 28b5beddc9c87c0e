package com.example.messaging.test.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.EntityExchangeResult;
import org.springframework.test.web.servlet.client.RestTestClient;

/** Nothing of a service but its health is there for those who have not logged in. */
public abstract class LoginContract {

    private static final String API = "local.server.port";

    private static final String ACTUATOR = "local.management.port";

    private final ApplicationContext service;

    /** Creates it for a service that listens on both its ports. */
    protected LoginContract(ApplicationContext service) {
        this.service = service;
    }

    @TestFactory
    Stream<DynamicTest> everyMappingOfTheApiTakesALogin() {
        List<Mapping> mappings = Mapping.ofApi(service);
        assertThat(mappings).anySatisfy(mapping -> assertThat(mapping.path()).startsWith("/api/"));
        return mappings.stream()
                .map(mapping -> DynamicTest.dynamicTest(mapping.toString(), () -> expectRefusal(API, mapping)));
    }

    @TestFactory
    Stream<DynamicTest> everyMappingOfActuatorTakesALogin() {
        List<Mapping> mappings = Mapping.ofActuator(service);
        assertThat(mappings).contains(new Mapping(HttpMethod.POST, "/actuator/deadletters/1"));
        return mappings.stream()
                .map(mapping -> DynamicTest.dynamicTest(mapping.toString(), () -> expectRefusal(ACTUATOR, mapping)));
    }

    private void expectRefusal(String port, Mapping mapping) {
        EntityExchangeResult<String> answer = ask(ServiceClient.anonymous(service.getEnvironment(), port), mapping);

        assertThat(answer.getStatus().value()).isEqualTo(401);
        assertThat(answer.getResponseHeaders().get(HttpHeaders.WWW_AUTHENTICATE))
                .containsExactly("Basic realm=\"service\"");
        if (mapping.method() != HttpMethod.HEAD) {
            assertThat(answer.getResponseHeaders().getContentType()).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON);
            assertThat(answer.getResponseBody()).contains("This takes a login: HTTP Basic.");
        }
    }

    @Test
    void whatDoesNotExistTakesALoginToo() {
        expectRefusal(API, new Mapping(HttpMethod.GET, "/nowhere"));
        expectRefusal(ACTUATOR, new Mapping(HttpMethod.GET, "/nowhere"));
    }

    @Test
    void aWrongPasswordIsRefused() {
        RestTestClient wrong = ServiceClient.anonymous(service.getEnvironment(), API)
                .mutate()
                .defaultHeaders(headers -> headers.setBasicAuth("tester", "guessed"))
                .build();

        EntityExchangeResult<String> answer = ask(wrong, new Mapping(HttpMethod.GET, "/nowhere"));

        assertThat(answer.getStatus().value()).isEqualTo(401);
        assertThat(answer.getResponseBody()).contains("This login is not known").doesNotContain("guessed");
    }

    @Test
    void healthIsOpenButItsDetailsAreNot() {
        RestTestClient anonymous = ServiceClient.anonymous(service.getEnvironment(), ACTUATOR);

        for (String path : List.of("", "/liveness", "/readiness")) {
            EntityExchangeResult<String> answer =
                    ask(anonymous, new Mapping(HttpMethod.GET, "/actuator/health" + path));

            assertThat(answer.getStatus().value()).isIn(200, 503);
            assertThat(answer.getResponseBody()).contains("\"status\"").doesNotContain("components", "details");
        }
        ServiceClient.actuator(service.getEnvironment())
                .get()
                .uri("/actuator/health")
                .exchange()
                .expectBody()
                .jsonPath("$.components.rabbit.status")
                .exists();
    }

    @Test
    void theApisPortSaysWhetherItIsAliveAndReadyAndHasNoActuator() {
        RestTestClient anonymous = ServiceClient.anonymous(service.getEnvironment(), API);

        assertThat(ask(anonymous, new Mapping(HttpMethod.GET, "/livez"))
                        .getStatus()
                        .value())
                .isEqualTo(200);
        assertThat(ask(anonymous, new Mapping(HttpMethod.GET, "/readyz"))
                        .getStatus()
                        .value())
                .isIn(200, 503);
        for (String path : List.of("/actuator", "/actuator/health", "/actuator/prometheus", "/actuator/deadletters")) {
            ServiceClient.api(service.getEnvironment())
                    .get()
                    .uri(path)
                    .exchange()
                    .expectStatus()
                    .isNotFound();
        }
    }

    private static EntityExchangeResult<String> ask(RestTestClient client, Mapping mapping) {
        return client.method(mapping.method()).uri(mapping.path()).exchange().returnResult(String.class);
    }
}
