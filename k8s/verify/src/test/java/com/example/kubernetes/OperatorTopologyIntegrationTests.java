package com.example.kubernetes;

import static com.example.kubernetes.Json.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.example.kubernetes.Manifests.Pod;
import com.example.messaging.test.RabbitMqBroker;
import com.example.messaging.test.VirtualHost;
import com.example.messaging.topology.DeclaredTopology;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The topology of production, made on a real broker by the calls with which the operator makes it. */
class OperatorTopologyIntegrationTests {

    private final RabbitMqBroker broker = RabbitMqBroker.shared();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** The broker refuses to declare what is there with other arguments, so nothing that the services verify differs. */
    @Test
    void isWhatTheServicesWouldDeclare() throws Exception {
        Manifests production = Kustomize.render("overlays/prod");
        List<Pod> services = production.pods().filter(Pod::isService).toList();
        try (VirtualHost host = broker.newVirtualHost()) {
            for (String kind : List.of("Exchange", "Queue", "Binding")) {
                for (ObjectNode resource : production.ofKind(kind).toList()) {
                    make(kind, resource.at("/spec"), host.name());
                }
            }

            assertThat(services).hasSize(2);
            for (Pod service : services) {
                try (Connection connection = connect(host);
                        Channel channel = connection.createChannel()) {
                    assertThatCode(() ->
                                    DeclaredTopology.declare(ServiceSettings.messaging(production, service), channel))
                            .doesNotThrowAnyException();
                }
            }
        }
    }

    private void make(String kind, JsonNode spec, String host) throws Exception {
        ObjectNode body = Json.MAPPER.createObjectNode();
        ObjectNode arguments = body.putObject("arguments");
        spec.at("/arguments").properties().forEach(argument -> arguments.set(argument.getKey(), argument.getValue()));
        switch (kind) {
            case "Exchange" -> {
                body.put("type", text(spec, "/type")).put("durable", true);
                call("PUT", "/api/exchanges/%s/%s".formatted(host, text(spec, "/name")), body);
            }
            case "Queue" -> {
                body.put("durable", true);
                arguments.put("x-queue-type", text(spec, "/type"));
                call("PUT", "/api/queues/%s/%s".formatted(host, text(spec, "/name")), body);
            }
            default -> {
                body.put("routing_key", text(spec, "/routingKey"));
                call(
                        "POST",
                        "/api/bindings/%s/e/%s/%s/%s"
                                .formatted(
                                        host,
                                        text(spec, "/source"),
                                        text(spec, "/destinationType").charAt(0),
                                        text(spec, "/destination")),
                        body);
            }
        }
    }

    private void call(String method, String path, JsonNode body) throws Exception {
        String login = broker.username() + ":" + broker.password();
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(
                                URI.create("http://%s:%d%s".formatted(broker.host(), broker.managementPort(), path)))
                        .header("Content-Type", "application/json")
                        .header(
                                "Authorization",
                                "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)))
                        .method(method, BodyPublishers.ofString(body.toString()))
                        .build(),
                BodyHandlers.ofString());
        assertThat(response.statusCode())
                .as("%s %s: %s", method, path, response.body())
                .isBetween(200, 299);
    }

    private Connection connect(VirtualHost host) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost(broker.host());
        factory.setPort(broker.port());
        factory.setUsername(broker.username());
        factory.setPassword(broker.password());
        factory.setVirtualHost(host.name());
        return factory.newConnection();
    }
}
