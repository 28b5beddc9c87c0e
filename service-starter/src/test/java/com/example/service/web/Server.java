package com.example.service.web;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.EntityExchangeResult;
import org.springframework.test.web.servlet.client.RestTestClient;

/** The {@link Site} with some settings, on ports of its own. */
final class Server implements AutoCloseable {

    static final Map<String, Object> PORTS = Map.of(
            "server.port", "0",
            "management.server.port", "0",
            "server.address", "127.0.0.1",
            "management.server.address", "127.0.0.1",
            "management.endpoints.web.exposure.include", "health,switches,deadletters",
            "management.otlp.metrics.export.enabled", "false");

    private final ConfigurableApplicationContext context;

    private Server(ConfigurableApplicationContext context) {
        this.context = context;
    }

    static Server start(String... settings) {
        return start(Map.of(), settings);
    }

    static Server start(Map<String, Class<?>> more, String... settings) {
        List<Class<?>> sources = new ArrayList<>(List.of(Site.class));
        sources.addAll(more.values());
        return new Server(new SpringApplicationBuilder(sources.toArray(Class[]::new))
                .properties(PORTS)
                .run(Arrays.stream(settings).map(setting -> "--" + setting).toArray(String[]::new)));
    }

    /** A client of 'api' or 'actuator'. */
    Client at(String where) {
        return new Client(RestTestClient.bindToServer()
                .baseUrl("http://127.0.0.1:" + port(where))
                .build());
    }

    /** The port of 'api' or 'actuator'. */
    String port(String where) {
        return context.getEnvironment()
                .getRequiredProperty(where.equals("api") ? "local.server.port" : "local.management.port");
    }

    @Override
    public void close() {
        context.close();
    }

    record Client(RestTestClient client) {

        Client basic(String login) {
            return header(
                    HttpHeaders.AUTHORIZATION,
                    "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)));
        }

        Client bearer(String token) {
            return header(HttpHeaders.AUTHORIZATION, "Bearer " + token);
        }

        Client header(String name, String value) {
            return new Client(client.mutate().defaultHeader(name, value).build());
        }

        EntityExchangeResult<String> ask(HttpMethod method, String path) {
            return client.method(method).uri(path).exchange().returnResult(String.class);
        }

        EntityExchangeResult<String> post(String path, String body) {
            return client.post()
                    .uri(path)
                    .contentType(MediaType.TEXT_PLAIN)
                    .body(body)
                    .exchange()
                    .returnResult(String.class);
        }
    }
}
