package com.example.messaging.test.web;

import org.springframework.core.env.Environment;
import org.springframework.http.HttpHeaders;
import org.springframework.test.web.servlet.client.RestTestClient;

/**
 * Clients of a service that runs in this test, logged in as the user {@code tester}, whom the test's properties describe:
 * {@code api.users.tester.password} and {@code api.users.tester.roles}.
 */
public final class ServiceClient {

    private static final String USER = "tester";

    private ServiceClient() {}

    /** A client of the API. */
    public static RestTestClient api(Environment environment) {
        return client(environment, "local.server.port");
    }

    /** A client of actuator, which has a port of its own. */
    public static RestTestClient actuator(Environment environment) {
        return client(environment, "local.management.port");
    }

    /** The header {@code Authorization} of these clients. */
    public static String authorization(Environment environment) {
        return "Basic " + HttpHeaders.encodeBasicAuth(USER, password(environment), null);
    }

    static String password(Environment environment) {
        return environment.getRequiredProperty("api.users.%s.password".formatted(USER));
    }

    static RestTestClient anonymous(Environment environment, String port) {
        return RestTestClient.bindToServer()
                .baseUrl("http://127.0.0.1:" + environment.getRequiredProperty(port))
                .build();
    }

    private static RestTestClient client(Environment environment, String port) {
        return anonymous(environment, port)
                .mutate()
                .defaultHeader(HttpHeaders.AUTHORIZATION, authorization(environment))
                .build();
    }
}
