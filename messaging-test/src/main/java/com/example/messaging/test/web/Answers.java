package com.example.messaging.test.web;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

/** Asks services with any login, and keeps all that they answer, for tests that look for what must be in none. */
public final class Answers {

    /** Logins that nobody has; the first is a password, which is {@code wrong-guess}. */
    public static final List<String> WRONG_LOGINS =
            List.of("Basic dGVzdGVyOndyb25nLWd1ZXNz", "Bearer wrong-token", "nonsense");

    /** Words of these logins, which must not be told or logged. */
    public static final String[] WRONG_WORDS = {"wrong-guess", "wrong-token", "dGVzdGVyOn"};

    /** Words that tell of a service's inside. */
    public static final String[] INSIDE = {
        "Exception", "at com.example", "org.springframework", "insert into", "jdbc:", "java.net"
    };

    /** Settings with which a service logs what it does by default, and what Spring Security finds worth a debug line. */
    public static final String[] TALKATIVE = {
        "--logging.level.root=info", "--logging.level.org.springframework.security=debug"
    };

    private final HttpClient http = HttpClient.newHttpClient();

    private final List<String> bodies = new ArrayList<>();

    /** The address of the API of a service that runs in this test. */
    public static String api(Environment environment) {
        return address(environment, "local.server.port");
    }

    /** The address of its actuator. */
    public static String actuator(Environment environment) {
        return address(environment, "local.management.port") + "/actuator";
    }

    private static String address(Environment environment, String port) {
        return "http://127.0.0.1:" + environment.getRequiredProperty(port);
    }

    /** Gets what is there; the answer's status. */
    public int get(String url, String authorization) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(url)), authorization);
    }

    /** Posts a body that says of itself that it is JSON; the answer's status. */
    public int post(String url, String body, String authorization) throws IOException, InterruptedException {
        return send(
                HttpRequest.newBuilder(URI.create(url))
                        .header(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON_VALUE)
                        .POST(BodyPublishers.ofString(body)),
                authorization);
    }

    private int send(HttpRequest.Builder request, String authorization) throws IOException, InterruptedException {
        var answer = http.send(
                request.header(HttpHeaders.AUTHORIZATION, authorization).build(), BodyHandlers.ofString());
        bodies.add(answer.body());
        return answer.statusCode();
    }

    /** The bodies of all answers so far. */
    public List<String> bodies() {
        return List.copyOf(bodies);
    }
}
