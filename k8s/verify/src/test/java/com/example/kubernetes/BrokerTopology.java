package com.example.kubernetes;

import static com.example.kubernetes.Json.label;
import static com.example.kubernetes.Json.text;

import com.example.kubernetes.Manifests.Pod;
import com.example.messaging.topology.DeclaredTopology;
import com.example.messaging.topology.DeclaredTopology.Binding;
import com.example.messaging.topology.DeclaredTopology.Declared;
import com.example.messaging.topology.DeclaredTopology.Exchange;
import com.example.messaging.topology.DeclaredTopology.Queue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * What the operator makes on the broker is what the services need there, and their users may do what they were tested
 * with.
 */
final class BrokerTopology {

    private BrokerTopology() {}

    static List<String> check(Manifests manifests) {
        List<String> findings = new ArrayList<>();
        if (manifests.ofKind("RabbitmqCluster").findAny().isEmpty()) {
            return findings;
        }
        Set<String> made = objects(manifests).map(String::valueOf).collect(Collectors.toSet());
        Set<String> needed = needed(manifests).stream()
                .map(BrokerTopology::comparable)
                .map(String::valueOf)
                .collect(Collectors.toSet());
        needed.stream().filter(object -> !made.contains(object)).forEach(object -> findings.add("Not made: " + object));
        made.stream()
                .filter(object -> !needed.contains(object))
                .forEach(object -> findings.add("Not needed: " + object));
        Stream.of("Queue", "Vhost")
                .flatMap(manifests::ofKind)
                .filter(object -> !text(object, "/spec/deletionPolicy").equals("retain"))
                .forEach(object -> findings.add(label(object) + " takes its messages along when it is deleted"));
        permissions(manifests, findings);
        return findings;
    }

    /** What the services of an overlay declare, each object once. */
    static Set<Declared> needed(Manifests manifests) {
        return manifests
                .pods()
                .filter(Pod::isService)
                .flatMap(pod -> DeclaredTopology.of(ServiceSettings.messaging(manifests, pod)).stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Stream<List<?>> objects(Manifests manifests) {
        return manifests.objects().stream().flatMap(object -> {
            JsonNode spec = object.at("/spec");
            return switch (text(object, "/kind")) {
                case "Exchange" ->
                    Stream.of(comparable(new Exchange(text(spec, "/name"), text(spec, "/type"), arguments(spec))));
                case "Queue" -> {
                    Map<String, Object> arguments = arguments(spec);
                    arguments.put("x-queue-type", text(spec, "/type"));
                    yield Stream.of(comparable(new Queue(text(spec, "/name"), arguments)));
                }
                case "Binding" ->
                    Stream.of(comparable(new Binding(
                            text(spec, "/source"),
                            text(spec, "/destination"),
                            text(spec, "/destinationType"),
                            text(spec, "/routingKey"))));
                default -> Stream.empty();
            };
        });
    }

    private static Map<String, Object> arguments(JsonNode spec) {
        Map<String, Object> arguments = new LinkedHashMap<>();
        spec.at("/arguments")
                .properties()
                .forEach(argument -> arguments.put(
                        argument.getKey(),
                        argument.getValue().isNumber()
                                ? (Object) argument.getValue().asLong()
                                : argument.getValue().asString()));
        return arguments;
    }

    /** Numbers of any size are alike, texts and numbers are not. */
    private static List<?> comparable(Declared declared) {
        if (declared instanceof Exchange exchange) {
            return List.of("exchange", exchange.name(), exchange.type(), sorted(exchange.arguments()));
        }
        if (declared instanceof Queue queue) {
            return List.of("queue", queue.name(), sorted(queue.arguments()));
        }
        Binding binding = (Binding) declared;
        return List.of(
                "binding", binding.source(), binding.destination(), binding.destinationType(), binding.routingKey());
    }

    private static List<String> sorted(Map<String, Object> arguments) {
        return arguments.entrySet().stream()
                .map(argument ->
                        argument.getKey() + (argument.getValue() instanceof Number ? "=" : "='") + argument.getValue())
                .sorted()
                .toList();
    }

    /** For the users that there are, the same as in the definitions with which the tests run. */
    private static void permissions(Manifests manifests, List<String> findings) {
        Set<String> users = manifests
                .ofKind("User")
                .map(user -> text(user, "/metadata/name"))
                .collect(Collectors.toSet());
        JsonNode definitions = definitions();
        Set<String> tested = Stream.concat(
                        Json.list(definitions, "/permissions")
                                .filter(entry -> users.contains(text(entry, "/user")))
                                .map(entry -> permission(text(entry, "/user"), entry)),
                        Json.list(definitions, "/topic_permissions")
                                .filter(entry -> users.contains(text(entry, "/user")))
                                .map(entry -> topicPermission(text(entry, "/user"), entry)))
                .collect(Collectors.toSet());
        Set<String> given = Stream.concat(
                        manifests
                                .ofKind("Permission")
                                .map(object -> permission(
                                        text(object, "/spec/userReference/name"), object.at("/spec/permissions"))),
                        manifests
                                .ofKind("TopicPermission")
                                .map(object -> topicPermission(
                                        text(object, "/spec/userReference/name"), object.at("/spec/permissions"))))
                .collect(Collectors.toSet());
        if (!given.equals(tested)) {
            findings.add("Permissions are %s, but were tested as %s".formatted(given, tested));
        }
    }

    private static String permission(String user, JsonNode entry) {
        return "%s may configure %s, write %s, read %s"
                .formatted(user, text(entry, "/configure"), text(entry, "/write"), text(entry, "/read"));
    }

    private static String topicPermission(String user, JsonNode entry) {
        return "%s may on exchange %s write %s, read %s"
                .formatted(user, text(entry, "/exchange"), text(entry, "/write"), text(entry, "/read"));
    }

    private static JsonNode definitions() {
        try {
            return Json.MAPPER.readTree(
                    Files.readString(Kustomize.ROOT.resolve("deploy/rabbitmq/definitions-production.json")));
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }
}
