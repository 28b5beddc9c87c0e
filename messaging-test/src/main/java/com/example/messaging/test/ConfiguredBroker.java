package com.example.messaging.test;

import java.util.Map;
import java.util.Optional;

/** A broker that somebody else runs, named by environment variables. */
final class ConfiguredBroker {

    private ConfiguredBroker() {}

    static Optional<RabbitMqBroker> find(Map<String, String> environment) {
        String host = environment.get("RABBITMQ_HOST");
        if (host == null && environment.get("RABBITMQ_PORT") == null) {
            return Optional.empty();
        }
        return Optional.of(new RabbitMqBroker(
                host == null ? "127.0.0.1" : host,
                port(environment, "RABBITMQ_PORT", 5672),
                port(environment, "RABBITMQ_MANAGEMENT_PORT", 15672),
                environment.getOrDefault("RABBITMQ_USERNAME", "guest"),
                environment.getOrDefault("RABBITMQ_PASSWORD", "guest"),
                "named by RABBITMQ_*",
                Map.of(
                        RabbitMqBroker.MQTT, port(environment, "RABBITMQ_MQTT_PORT", 1883),
                        RabbitMqBroker.STOMP, port(environment, "RABBITMQ_STOMP_PORT", 61613))));
    }

    private static int port(Map<String, String> environment, String name, int ifMissing) {
        String value = environment.getOrDefault(name, String.valueOf(ifMissing));
        if (!value.matches("[1-9]\\d{0,4}")) {
            throw new IllegalStateException(
                    "The environment variable '%s' must be a port number, but is '%s'. ".formatted(name, value)
                            + "(Kubernetes sets such variables for its services: unset it, or name the broker's port.)");
        }
        return Integer.parseInt(value);
    }
}
