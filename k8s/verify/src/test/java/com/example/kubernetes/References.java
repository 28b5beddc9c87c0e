package com.example.kubernetes;

import static com.example.kubernetes.Json.label;
import static com.example.kubernetes.Json.list;
import static com.example.kubernetes.Json.text;

import com.example.kubernetes.Manifests.Pod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** What names a Secret or ConfigMap finds it, with the key: in the overlay, made by an operator, or made by hand. */
final class References {

    private References() {}

    /** One use of a key of a Secret or ConfigMap; without a key, of all of it. */
    private record Reference(String user, String kind, String name, String key) {

        String target() {
            return "%s %s: %s".formatted(kind, name, key);
        }
    }

    static List<String> check(Manifests manifests) {
        List<Reference> references = all(manifests).toList();
        Set<String> known = known(manifests);
        Set<String> external = external(manifests);
        List<String> findings = new ArrayList<>();
        for (Reference reference : references) {
            String target = reference.target();
            boolean found = reference.key().isEmpty()
                    ? Stream.concat(known.stream(), external.stream()).anyMatch(key -> key.startsWith(target))
                    : known.contains(target) || external.contains(target);
            if (!found) {
                findings.add("%s refers to %s, which nobody makes".formatted(reference.user(), target));
            }
        }
        Set<String> unused = new TreeSet<>(external);
        references.forEach(reference -> unused.remove(reference.target()));
        unused.forEach(target -> findings.add("external.yaml names %s, which nobody uses".formatted(target)));
        return findings;
    }

    private static Set<String> known(Manifests manifests) {
        Set<String> known = new HashSet<>();
        Stream.concat(manifests.ofKind("Secret"), manifests.ofKind("ConfigMap"))
                .forEach(object -> object.at("/data")
                        .propertyNames()
                        .forEach(key -> known.add(
                                "%s %s: %s".formatted(text(object, "/kind"), text(object, "/metadata/name"), key))));
        manifests
                .ofKind("User")
                .map(user -> "Secret %s-user-credentials: ".formatted(text(user, "/metadata/name")))
                .forEach(secret -> known.addAll(List.of(secret + "username", secret + "password")));
        return known;
    }

    /** What is made by hand, in production only. */
    static Set<String> external(Manifests manifests) {
        if (!manifests.isProduction()) {
            return Set.of();
        }
        try {
            String yaml = Files.readString(Kustomize.ROOT.resolve("k8s/verify/external.yaml"));
            return Manifests.documents(yaml)
                    .flatMap(document -> list(document, ""))
                    .flatMap(entry -> list(entry, "/keys")
                            .map(key ->
                                    "%s %s: %s".formatted(text(entry, "/kind"), text(entry, "/name"), text(key, ""))))
                    .collect(Collectors.toSet());
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    private static Stream<Reference> all(Manifests manifests) {
        return Stream.of(
                        manifests.pods().flatMap(References::ofPod),
                        manifests.ofKind("TriggerAuthentication").flatMap(References::ofTrigger),
                        manifests.ofKind("ServiceMonitor").flatMap(References::ofMonitor),
                        manifests
                                .ofKind("RabbitmqCluster")
                                .flatMap(cluster -> Stream.of("tls.crt", "tls.key")
                                        .map(key -> new Reference(
                                                label(cluster), "Secret", text(cluster, "/spec/tls/secretName"), key))))
                .flatMap(references -> references);
    }

    private static Stream<Reference> ofPod(Pod pod) {
        String user = pod.name();
        Stream<Reference> environment = pod.allContainers()
                .flatMap(container -> Stream.concat(
                        list(container, "/envFrom")
                                .flatMap(source -> Stream.of(
                                        whole(user, "ConfigMap", source, "/configMapRef/name"),
                                        whole(user, "Secret", source, "/secretRef/name"))),
                        list(container, "/env")
                                .flatMap(env -> Stream.of(
                                        key(user, "ConfigMap", env.at("/valueFrom/configMapKeyRef")),
                                        key(user, "Secret", env.at("/valueFrom/secretKeyRef"))))))
                .flatMap(references -> references);
        Stream<Reference> volumes = pod.volumes()
                .flatMap(volume -> Stream.concat(Stream.of(volume), list(volume, "/projected/sources")))
                .flatMap(source -> Stream.of(
                        items(user, "ConfigMap", source.at("/configMap"), "/name"),
                        items(user, "Secret", source.at("/secret"), "/secretName"),
                        items(user, "Secret", source.at("/secret"), "/name")))
                .flatMap(references -> references);
        return Stream.concat(environment, volumes);
    }

    private static Stream<Reference> ofTrigger(JsonNode trigger) {
        return Stream.concat(
                list(trigger, "/spec/secretTargetRef").flatMap(ref -> key(label(trigger), "Secret", ref)),
                list(trigger, "/spec/configMapTargetRef").flatMap(ref -> key(label(trigger), "ConfigMap", ref)));
    }

    private static Stream<Reference> ofMonitor(JsonNode monitor) {
        return list(monitor, "/spec/endpoints")
                .flatMap(endpoint -> Stream.of(
                                key(label(monitor), "Secret", endpoint.at("/basicAuth/username")),
                                key(label(monitor), "Secret", endpoint.at("/basicAuth/password")),
                                key(label(monitor), "ConfigMap", endpoint.at("/tlsConfig/ca/configMap")))
                        .flatMap(references -> references));
    }

    private static Stream<Reference> whole(String user, String kind, JsonNode source, String name) {
        String found = text(source, name);
        return found.isEmpty() ? Stream.empty() : Stream.of(new Reference(user, kind, found, ""));
    }

    private static Stream<Reference> key(String user, String kind, JsonNode reference) {
        return reference.isMissingNode()
                ? Stream.empty()
                : Stream.of(new Reference(user, kind, text(reference, "/name"), text(reference, "/key")));
    }

    private static Stream<Reference> items(String user, String kind, JsonNode source, String name) {
        String found = text(source, name);
        if (found.isEmpty()) {
            return Stream.empty();
        }
        return source.at("/items").isArray()
                ? list(source, "/items").map(item -> new Reference(user, kind, found, text(item, "/key")))
                : Stream.of(new Reference(user, kind, found, ""));
    }
}
