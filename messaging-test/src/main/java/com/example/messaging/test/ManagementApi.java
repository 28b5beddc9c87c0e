package com.example.messaging.test;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The few calls of RabbitMQ's management HTTP API that tests need (RabbitMQ docs: "Management HTTP API Reference"). */
final class ManagementApi {

    private static final Pattern VERSION = Pattern.compile("\"rabbitmq_version\":\"([^\"]+)\"");

    private final RabbitMqBroker broker;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    ManagementApi(RabbitMqBroker broker) {
        this.broker = broker;
    }

    String version() {
        Matcher version = VERSION.matcher(call("GET", "/api/overview", BodyPublishers.noBody()));
        return version.find() ? version.group(1) : "of unknown version";
    }

    void createVirtualHost(String name) {
        call("PUT", "/api/vhosts/" + name, BodyPublishers.noBody());
        allow(broker.username(), name, ".*", ".*", ".*");
    }

    void deleteVirtualHost(String name) {
        call("DELETE", "/api/vhosts/" + name, BodyPublishers.noBody());
    }

    void createUser(String name, String password) {
        put("/api/users/" + name, Map.of("password", password, "tags", ""));
    }

    /** Gives a user the permissions on a virtual host to configure, write and read what these regular expressions match. */
    void allow(String user, String virtualHost, String configure, String write, String read) {
        put(
                "/api/permissions/" + virtualHost + "/" + user,
                Map.of("configure", configure, "write", write, "read", read));
    }

    void deleteUser(String name) {
        call("DELETE", "/api/users/" + name, BodyPublishers.noBody());
    }

    void importDefinitions(String json) {
        call("POST", "/api/definitions", BodyPublishers.ofString(json));
    }

    /** Returns the status with which it answers, whatever that is. */
    int status(String method, String path) {
        return send(method, path, BodyPublishers.noBody()).statusCode();
    }

    private void put(String path, Map<String, String> body) {
        call(
                "PUT",
                path,
                BodyPublishers.ofString(body.entrySet().stream()
                        .map(entry -> quoted(entry.getKey()) + ":" + quoted(entry.getValue()))
                        .collect(Collectors.joining(",", "{", "}"))));
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private String call(String method, String path, BodyPublisher body) {
        HttpResponse<String> response = send(method, path, body);
        if (response.statusCode() >= 300) {
            throw new IllegalStateException("%s answered %s %s with %d: %s"
                    .formatted(broker, method, path, response.statusCode(), response.body()));
        }
        return response.body();
    }

    private HttpResponse<String> send(String method, String path, BodyPublisher body) {
        String credentials = broker.username() + ":" + broker.password();
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://%s:%d%s".formatted(broker.host(), broker.managementPort(), path)))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)))
                .method(method, body)
                .build();
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException ex) {
            throw new IllegalStateException(
                    "The management API of %s does not answer on port %d. Tests need it to create virtual hosts: enable "
                                    .formatted(broker, broker.managementPort())
                            + "the plugin 'rabbitmq_management', or set RABBITMQ_MANAGEMENT_PORT.",
                    ex);
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while calling the management API", ex);
        }
    }
}
