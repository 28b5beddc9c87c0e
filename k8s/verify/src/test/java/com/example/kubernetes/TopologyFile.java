package com.example.kubernetes;

import com.example.messaging.topology.DeclaredTopology.Binding;
import com.example.messaging.topology.DeclaredTopology.Declared;
import com.example.messaging.topology.DeclaredTopology.Exchange;
import com.example.messaging.topology.DeclaredTopology.Queue;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The topology of the services as resources of RabbitMQ's topology operator. */
final class TopologyFile {

    private static final String HEAD = """
            # Exchanges, queues and bindings that the services need, as the starter would declare them. Written from their
            # application.yml by 'k8s/verify/write.sh'; a test fails while it is something else.
            """;

    private TopologyFile() {}

    static String of(Set<Declared> topology) {
        return HEAD
                + topology.stream()
                        .sorted(Comparator.comparingInt(TopologyFile::order))
                        .map(TopologyFile::resource)
                        .collect(Collectors.joining("---\n"));
    }

    private static int order(Declared declared) {
        return declared instanceof Exchange ? 0 : declared instanceof Queue ? 1 : 2;
    }

    private static String resource(Declared declared) {
        if (declared instanceof Exchange exchange) {
            return resource(
                    "Exchange",
                    exchange.name(),
                    """
                  name: %s
                  type: %s
                  durable: true
                """.formatted(exchange.name(), exchange.type()) + arguments(exchange.arguments()));
        }
        if (declared instanceof Queue queue) {
            Map<String, Object> others = new TreeMap<>(queue.arguments());
            Object type = others.remove("x-queue-type");
            return resource("Queue", queue.name(), """
                  name: %s
                  type: %s
                  durable: true
                  deletionPolicy: retain
                """.formatted(queue.name(), type) + arguments(others));
        }
        Binding binding = (Binding) declared;
        String name = binding.routingKey().isEmpty()
                ? binding.destination()
                : binding.destination() + "."
                        + binding.routingKey().replace("*", "any").replace("#", "all");
        return resource("Binding", name, """
              source: %s
              destination: %s
              destinationType: %s
              routingKey: "%s"
            """.formatted(
                        binding.source(), binding.destination(), binding.destinationType(), binding.routingKey()));
    }

    private static String resource(String kind, String name, String spec) {
        return """
                apiVersion: rabbitmq.com/v1beta1
                kind: %s
                metadata:
                  name: %s
                spec:
                %s  vhost: staffetta
                  rabbitmqClusterReference:
                    name: broker
                """.formatted(kind, name, spec);
    }

    private static String arguments(Map<String, Object> arguments) {
        return arguments.isEmpty()
                ? ""
                : arguments.entrySet().stream()
                        .map(argument -> "    %s: %s\n"
                                .formatted(
                                        argument.getKey(),
                                        argument.getValue() instanceof String text
                                                ? "\"" + text + "\""
                                                : argument.getValue()))
                        .sorted()
                        .collect(Collectors.joining("", "  arguments:\n", ""));
    }
}
