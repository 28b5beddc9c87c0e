package com.example.kubernetes;

import static com.example.kubernetes.Json.label;
import static com.example.kubernetes.Json.list;
import static com.example.kubernetes.Json.text;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Reads each object into Kubernetes' own model, which takes no unknown field and misses none. Of custom resources, whose
 * schemas are not here, only version and first level are known.
 */
final class StrictModels {

    private static final String MODELS = "io.kubernetes.client.openapi.models.";

    private static final Map<String, String> VERSIONS = Map.ofEntries(
            Map.entry("Namespace", "v1"),
            Map.entry("ServiceAccount", "v1"),
            Map.entry("ConfigMap", "v1"),
            Map.entry("Secret", "v1"),
            Map.entry("Service", "v1"),
            Map.entry("Deployment", "apps/v1"),
            Map.entry("StatefulSet", "apps/v1"),
            Map.entry("PodDisruptionBudget", "policy/v1"),
            Map.entry("HorizontalPodAutoscaler", "autoscaling/v2"),
            Map.entry("NetworkPolicy", "networking.k8s.io/v1"));

    private static final Map<String, CustomResource> CUSTOM = Map.ofEntries(
            rabbit("RabbitmqCluster", "replicas image tls rabbitmq persistence resources affinity", ""),
            rabbit("Vhost", "name defaultQueueType deletionPolicy rabbitmqClusterReference", "name"),
            rabbit("User", "tags limits importCredentialsSecret rabbitmqClusterReference", ""),
            rabbit("Permission", "vhost userReference permissions rabbitmqClusterReference", "vhost permissions"),
            rabbit("TopicPermission", "vhost userReference permissions rabbitmqClusterReference", "vhost permissions"),
            rabbit("Policy", "name vhost pattern applyTo definition priority rabbitmqClusterReference", "name pattern"),
            rabbit("Exchange", "name vhost type durable autoDelete arguments rabbitmqClusterReference", "name type"),
            rabbit(
                    "Queue",
                    "name vhost type durable autoDelete arguments deletionPolicy rabbitmqClusterReference",
                    "name type"),
            rabbit(
                    "Binding",
                    "vhost source destination destinationType routingKey arguments rabbitmqClusterReference",
                    "source destination destinationType"),
            custom(
                    "ScaledObject",
                    "keda.sh/v1alpha1",
                    "scaleTargetRef minReplicaCount maxReplicaCount pollingInterval fallback advanced triggers",
                    "scaleTargetRef triggers"),
            custom("TriggerAuthentication", "keda.sh/v1alpha1", "secretTargetRef configMapTargetRef", ""),
            custom("ServiceMonitor", "monitoring.coreos.com/v1", "selector endpoints", "selector endpoints"),
            custom("PrometheusRule", "monitoring.coreos.com/v1", "groups", "groups"));

    private StrictModels() {}

    static List<String> check(Manifests manifests) {
        List<String> findings = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (JsonNode object : manifests.objects()) {
            String label = label(object);
            String kind = text(object, "/kind");
            String version = text(object, "/apiVersion");
            if (!seen.add(label)) {
                findings.add(label + " is there twice");
            }
            CustomResource custom = CUSTOM.get(kind);
            if (!version.equals(custom == null ? VERSIONS.get(kind) : custom.version())) {
                findings.add("%s: no such kind in %s".formatted(label, version));
            } else if (custom == null) {
                read(object, version, findings);
            } else {
                custom.check(object, findings);
            }
            texts(object, findings);
        }
        return findings;
    }

    /** "apps/v1 Deployment" is V1Deployment. */
    private static void read(JsonNode object, String version, List<String> findings) {
        String model = version.replaceAll(".*/", "").replace('v', 'V') + text(object, "/kind");
        try {
            Class.forName(MODELS + model).getMethod("fromJson", String.class).invoke(null, object.toString());
        } catch (InvocationTargetException ex) {
            findings.add(label(object) + ": " + ex.getCause().getMessage());
        } catch (ReflectiveOperationException ex) {
            throw new IllegalStateException(ex);
        }
    }

    /** Numbers where the API server wants texts; the model takes them. */
    private static void texts(JsonNode object, List<String> findings) {
        Stream.of(
                        object.at("/data").properties().stream(),
                        list(object, "/spec/triggers")
                                .flatMap(trigger -> trigger.at("/metadata").properties().stream()),
                        list(object, "/spec/template/spec/containers")
                                .flatMap(container -> list(container, "/env"))
                                .flatMap(env -> env.properties().stream())
                                .filter(field -> field.getKey().equals("value")))
                .flatMap(fields -> fields)
                .filter(field -> !field.getValue().isString())
                .forEach(field -> findings.add(
                        "%s: %s is no text: %s".formatted(label(object), field.getKey(), field.getValue())));
    }

    private static Map.Entry<String, CustomResource> rabbit(String kind, String fields, String required) {
        return custom(kind, "rabbitmq.com/v1beta1", fields, required);
    }

    private static Map.Entry<String, CustomResource> custom(
            String kind, String version, String fields, String required) {
        return Map.entry(kind, new CustomResource(version, words(fields), words(required)));
    }

    private static Set<String> words(String text) {
        return text.isEmpty() ? Set.of() : Set.of(text.split(" "));
    }

    private record CustomResource(String version, Set<String> fields, Set<String> required) {

        void check(JsonNode object, List<String> findings) {
            Set<String> present = new HashSet<>(object.at("/spec").propertyNames());
            required.stream()
                    .filter(field -> !present.contains(field))
                    .forEach(field -> findings.add("%s: spec lacks %s".formatted(label(object), field)));
            present.removeAll(fields);
            present.forEach(field -> findings.add("%s: unknown field spec.%s".formatted(label(object), field)));
        }
    }
}
