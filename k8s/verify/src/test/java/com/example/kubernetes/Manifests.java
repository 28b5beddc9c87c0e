package com.example.kubernetes;

import static com.example.kubernetes.Json.fields;
import static com.example.kubernetes.Json.list;
import static com.example.kubernetes.Json.text;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The objects of one overlay.
 *
 * @param overlay its path below {@code k8s}
 * @param objects what it comes to
 */
record Manifests(String overlay, List<ObjectNode> objects) {

    private static final Set<String> WORKLOADS = Set.of("Deployment", "StatefulSet");

    static Manifests parse(String overlay, String yaml) {
        return new Manifests(
                overlay, documents(yaml).map(document -> (ObjectNode) document).toList());
    }

    /** The documents of a YAML text, in which no key may stand twice. */
    static Stream<JsonNode> documents(String yaml) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setCodePointLimit(Integer.MAX_VALUE);
        return StreamSupport.stream(
                        new Yaml(new SafeConstructor(options)).loadAll(yaml).spliterator(), false)
                .map(Json.MAPPER::<JsonNode>valueToTree);
    }

    Manifests copy() {
        return new Manifests(
                overlay, objects.stream().map(ObjectNode::deepCopy).collect(Collectors.toCollection(ArrayList::new)));
    }

    boolean isProduction() {
        return overlay.contains("prod");
    }

    Stream<ObjectNode> ofKind(String kind) {
        return objects.stream().filter(object -> text(object, "/kind").equals(kind));
    }

    Optional<ObjectNode> find(String kind, String name) {
        return ofKind(kind)
                .filter(object -> text(object, "/metadata/name").equals(name))
                .findFirst();
    }

    /** Of an object that the test itself names. */
    ObjectNode get(String label) {
        return objects.stream()
                .filter(object -> Json.label(object).matches(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("The overlay %s has no %s".formatted(overlay, label)));
    }

    /** What runs pods, and the pods of a RabbitmqCluster as its operator makes them. */
    Stream<Pod> pods() {
        return objects.stream()
                .filter(object -> WORKLOADS.contains(text(object, "/kind"))
                        || text(object, "/kind").equals("RabbitmqCluster"))
                .map(Pod::of);
    }

    /**
     * A kind of pod.
     *
     * @param owner what runs it
     * @param labels its labels
     * @param spec what runs in it; an operator's is not known
     * @param ports its ports, by name
     */
    record Pod(ObjectNode owner, Map<String, String> labels, JsonNode spec, Map<String, Integer> ports) {

        private static Pod of(ObjectNode owner) {
            if (text(owner, "/kind").equals("RabbitmqCluster")) {
                return new Pod(
                        owner,
                        Map.of(
                                "app.kubernetes.io/name", text(owner, "/metadata/name"),
                                "app.kubernetes.io/component", "rabbitmq",
                                "app.kubernetes.io/part-of", "rabbitmq"),
                        owner.at("/nothing"),
                        Map.of("amqps", 5671, "management-tls", 15671, "prometheus-tls", 15691));
            }
            Map<String, Integer> ports = new LinkedHashMap<>();
            list(owner, "/spec/template/spec/containers")
                    .flatMap(container -> list(container, "/ports"))
                    .forEach(port -> ports.put(
                            text(port, "/name"), port.at("/containerPort").asInt(0)));
            return new Pod(
                    owner, fields(owner, "/spec/template/metadata/labels"), owner.at("/spec/template/spec"), ports);
        }

        String name() {
            return Json.label(owner);
        }

        boolean isManaged() {
            return spec.isMissingNode();
        }

        boolean isService() {
            return "service".equals(labels.get("app.kubernetes.io/component"));
        }

        Stream<JsonNode> containers() {
            return list(spec, "/containers");
        }

        Stream<JsonNode> allContainers() {
            return Stream.concat(containers(), list(spec, "/initContainers"));
        }

        Stream<JsonNode> volumes() {
            return list(spec, "/volumes");
        }

        /** Whether a selector with {@code matchLabels} selects it. */
        boolean isSelectedBy(JsonNode selector) {
            return labels.entrySet()
                    .containsAll(fields(selector, "/matchLabels").entrySet());
        }
    }
}
