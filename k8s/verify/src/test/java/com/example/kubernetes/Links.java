package com.example.kubernetes;

import static com.example.kubernetes.Json.fields;
import static com.example.kubernetes.Json.label;
import static com.example.kubernetes.Json.list;
import static com.example.kubernetes.Json.text;

import com.example.kubernetes.Manifests.Pod;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What selects or names another object finds it. */
final class Links {

    private final Manifests manifests;

    private final List<String> findings = new ArrayList<>();

    private Links(Manifests manifests) {
        this.manifests = manifests;
    }

    static List<String> check(Manifests manifests) {
        Links links = new Links(manifests);
        manifests.pods().filter(pod -> !pod.isManaged()).forEach(links::ofPod);
        links.each("Service", links::ofService);
        links.each("PodDisruptionBudget", links::ofBudget);
        links.each("NetworkPolicy", links::ofPolicy);
        links.each("ServiceMonitor", links::ofMonitor);
        links.ofScalers();
        links.ofBrokerObjects();
        return links.findings;
    }

    private void each(String kind, Consumer<ObjectNode> check) {
        manifests.ofKind(kind).forEach(check);
    }

    private void find(JsonNode user, String what, boolean found) {
        if (!found) {
            findings.add("%s: %s".formatted(label(user), what));
        }
    }

    private void ofPod(Pod pod) {
        ObjectNode owner = pod.owner();
        find(owner, "its selector does not select its pods", pod.isSelectedBy(owner.at("/spec/selector")));
        String account = text(pod.spec(), "/serviceAccountName");
        find(
                owner,
                "no ServiceAccount " + account,
                account.isEmpty() || manifests.find("ServiceAccount", account).isPresent());
        if (text(owner, "/kind").equals("StatefulSet")) {
            String service = text(owner, "/spec/serviceName");
            find(
                    owner,
                    "no headless Service " + service,
                    manifests
                            .find("Service", service)
                            .filter(found -> text(found, "/spec/clusterIP").equals("None"))
                            .isPresent());
        }
        Set<String> volumes = Stream.concat(
                        pod.volumes().map(volume -> text(volume, "/name")),
                        list(owner, "/spec/volumeClaimTemplates").map(claim -> text(claim, "/metadata/name")))
                .collect(Collectors.toSet());
        Set<String> mounted = new HashSet<>();
        pod.allContainers()
                .flatMap(container -> list(container, "/volumeMounts"))
                .map(mount -> text(mount, "/name"))
                .forEach(volume -> {
                    mounted.add(volume);
                    find(owner, "no volume " + volume, volumes.contains(volume));
                });
        volumes.forEach(volume -> find(owner, "nobody mounts volume " + volume, mounted.contains(volume)));
        list(pod.spec(), "/topologySpreadConstraints")
                .forEach(spread -> find(
                        owner, "it spreads other pods than its own", pod.isSelectedBy(spread.at("/labelSelector"))));
    }

    private void ofService(JsonNode service) {
        List<Pod> pods = manifests
                .pods()
                .filter(pod -> pod.labels()
                        .entrySet()
                        .containsAll(fields(service, "/spec/selector").entrySet()))
                .toList();
        find(service, "it selects " + pods.size() + " kinds of pods", pods.size() == 1);
        pods.forEach(pod -> list(service, "/spec/ports")
                .map(port -> text(port, "/targetPort"))
                .forEach(port ->
                        find(service, "no port '" + port + "'", pod.ports().containsKey(port))));
    }

    private void ofBudget(JsonNode budget) {
        find(budget, "it selects no pods", selected(budget.at("/spec/selector")).count() == 1);
        find(
                budget,
                "it lets no pod go",
                budget.at("/spec/maxUnavailable").asInt(0) > 0
                        && budget.at("/spec/minAvailable").isMissingNode());
    }

    private void ofPolicy(JsonNode policy) {
        JsonNode selector = policy.at("/spec/podSelector");
        find(policy, "it selects no pods", selected(selector).findAny().isPresent());
        list(policy, "/spec/ingress")
                .flatMap(rule -> list(rule, "/ports"))
                .filter(port -> port.at("/port").isString())
                .map(port -> text(port, "/port"))
                .forEach(port -> find(
                        policy,
                        "no port '" + port + "'",
                        selected(selector).allMatch(pod -> pod.ports().containsKey(port))));
    }

    private Stream<Pod> selected(JsonNode selector) {
        return manifests.pods().filter(pod -> pod.isSelectedBy(selector));
    }

    private void ofMonitor(JsonNode monitor) {
        Map<String, String> wanted = fields(monitor, "/spec/selector/matchLabels");
        List<Set<String>> ports = Stream.concat(
                        manifests
                                .ofKind("Service")
                                .filter(service -> fields(service, "/metadata/labels")
                                        .entrySet()
                                        .containsAll(wanted.entrySet()))
                                .map(service -> list(service, "/spec/ports")
                                        .map(port -> text(port, "/name"))
                                        .collect(Collectors.toSet())),
                        manifests
                                .pods()
                                .filter(pod -> pod.isManaged()
                                        && pod.labels().entrySet().containsAll(wanted.entrySet()))
                                .map(pod -> pod.ports().keySet()))
                .toList();
        find(monitor, "it selects no Service", !ports.isEmpty());
        list(monitor, "/spec/endpoints")
                .map(endpoint -> text(endpoint, "/port"))
                .forEach(port -> find(
                        monitor, "no port '" + port + "'", ports.stream().allMatch(names -> names.contains(port))));
    }

    /** Each workload is scaled by one, and then says nothing of replicas itself. */
    private void ofScalers() {
        Set<String> scaled = new HashSet<>();
        Stream.concat(manifests.ofKind("HorizontalPodAutoscaler"), manifests.ofKind("ScaledObject"))
                .forEach(scaler -> {
                    String name = text(scaler, "/spec/scaleTargetRef/name");
                    find(scaler, name + " is scaled by another one too", scaled.add(name));
                    find(
                            scaler,
                            "no Deployment " + name + ", or it has replicas of its own",
                            manifests
                                    .find("Deployment", name)
                                    .filter(target ->
                                            target.at("/spec/replicas").isMissingNode())
                                    .isPresent());
                    int least = Math.max(
                            scaler.at("/spec/minReplicas").asInt(0),
                            scaler.at("/spec/minReplicaCount").asInt(0));
                    int most = Math.max(
                            scaler.at("/spec/maxReplicas").asInt(0),
                            scaler.at("/spec/maxReplicaCount").asInt(0));
                    find(scaler, "from %d to %d replicas".formatted(least, most), 2 <= least && least < most);
                    list(scaler, "/spec/triggers").forEach(trigger -> ofTrigger(scaler, trigger));
                });
    }

    private void ofTrigger(JsonNode scaler, JsonNode trigger) {
        String login = text(trigger, "/authenticationRef/name");
        find(
                scaler,
                "no TriggerAuthentication " + login,
                manifests.find("TriggerAuthentication", login).isPresent());
        String queue = text(trigger, "/metadata/queueName");
        String host = text(trigger, "/metadata/vhostName");
        find(
                scaler,
                "no Queue %s in virtual host %s".formatted(queue, host),
                manifests
                        .ofKind("Queue")
                        .anyMatch(found -> text(found, "/spec/name").equals(queue)
                                && text(found, "/spec/vhost").equals(host)));
    }

    /** Users, permissions and topology belong to the cluster and virtual host that there is. */
    private void ofBrokerObjects() {
        manifests.objects().stream()
                .filter(object -> text(object, "/apiVersion").startsWith("rabbitmq.com/"))
                .filter(object -> !text(object, "/kind").equals("RabbitmqCluster"))
                .forEach(object -> {
                    String cluster = text(object, "/spec/rabbitmqClusterReference/name");
                    find(
                            object,
                            "no RabbitmqCluster '" + cluster + "'",
                            manifests.find("RabbitmqCluster", cluster).isPresent());
                    String host = text(object, "/spec/vhost");
                    find(
                            object,
                            "no Vhost '" + host + "'",
                            List.of("Vhost", "User").contains(text(object, "/kind"))
                                    || manifests
                                            .ofKind("Vhost")
                                            .anyMatch(found ->
                                                    text(found, "/spec/name").equals(host)));
                    String user = text(object, "/spec/userReference/name");
                    find(
                            object,
                            "no User '" + user + "'",
                            !text(object, "/kind").equals("Permission")
                                    || manifests.find("User", user).isPresent());
                });
    }
}
