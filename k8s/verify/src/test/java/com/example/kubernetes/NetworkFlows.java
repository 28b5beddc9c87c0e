package com.example.kubernetes;

import static com.example.kubernetes.Json.fields;
import static com.example.kubernetes.Json.list;
import static com.example.kubernetes.Json.text;

import com.example.kubernetes.Manifests.Pod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Works out what the network policies come to, for each flow of {@code flows.yaml}. */
final class NetworkFlows {

    private final Manifests manifests;

    private NetworkFlows(Manifests manifests) {
        this.manifests = manifests;
    }

    /** One end of a flow: a pod of the overlay, somebody elsewhere, or an address outside of the cluster. */
    private record End(@Nullable Pod pod, Map<String, String> namespace, Map<String, String> labels, String address) {

        boolean external() {
            return !address.isEmpty();
        }
    }

    static List<String> check(Manifests manifests) {
        List<String> findings = new ArrayList<>();
        boolean closed = manifests
                .find("NetworkPolicy", "default-deny")
                .filter(policy -> policy.at("/spec/podSelector").isEmpty()
                        && policy.at("/spec/policyTypes").size() == 2)
                .isPresent();
        if (!closed) {
            findings.add("The default is not to deny everything, in and out");
        }
        NetworkFlows flows = new NetworkFlows(manifests);
        for (JsonNode flow : flows()) {
            Set<String> overlays = Set.copyOf(
                    list(flow, "/overlays").map(name -> text(name, "")).toList());
            boolean concerned = overlays.isEmpty()
                    || Arrays.stream(manifests.overlay().split("[/-]")).anyMatch(overlays::contains);
            boolean wanted = !text(flow, "/allow").equals("false");
            if (concerned && flows.isAllowed(flow) != wanted) {
                findings.add((wanted ? "Needed but denied: " : "Allowed but not wanted: ") + flow);
            }
        }
        return findings;
    }

    private static List<JsonNode> flows() {
        try {
            String yaml = Files.readString(Kustomize.ROOT.resolve("k8s/verify/flows.yaml"));
            return Manifests.documents(yaml)
                    .flatMap(document -> list(document, "/flows"))
                    .toList();
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    private boolean isAllowed(JsonNode flow) {
        End from = end(flow.at("/from"));
        End to = end(flow.at("/to"));
        int port = flow.at("/port").asInt();
        String protocol = flow.path("protocol").asString("TCP");
        return passes("Egress", "/spec/egress", "/to", from, to, to, port, protocol)
                && passes("Ingress", "/spec/ingress", "/from", to, from, to, port, protocol);
    }

    private End end(JsonNode node) {
        if (node.isString()) {
            Pod pod = manifests
                    .pods()
                    .filter(found -> found.name().matches("([A-Za-z]+/)?" + node.asString())
                            || found.name().equals(node.asString()))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(
                            "flows.yaml names %s, which %s has not".formatted(node, manifests.overlay())));
            return new End(pod, Map.of("kubernetes.io/metadata.name", "staffetta"), pod.labels(), "");
        }
        Map<String, String> namespace = new HashMap<>(fields(node, "/namespaceLabels"));
        namespace.put("kubernetes.io/metadata.name", text(node, "/namespace"));
        return new End(null, namespace, fields(node, "/labels"), text(node, "/external"));
    }

    /** Whether the policies of one end let the flow pass; no policy, no restriction. */
    private boolean passes(
            String type, String rules, String peers, End self, End other, End target, int port, String protocol) {
        Pod pod = self.pod();
        if (pod == null) {
            return true;
        }
        List<JsonNode> policies = manifests
                .ofKind("NetworkPolicy")
                .filter(policy -> pod.isSelectedBy(policy.at("/spec/podSelector")))
                .filter(policy -> list(policy, "/spec/policyTypes")
                        .anyMatch(name -> text(name, "").equals(type)))
                .map(policy -> (JsonNode) policy)
                .toList();
        return policies.isEmpty()
                || policies.stream()
                        .flatMap(policy -> list(policy, rules))
                        .anyMatch(rule -> (rule.at(peers).isMissingNode()
                                        || list(rule, peers).anyMatch(peer -> isPeer(peer, other)))
                                && (rule.at("/ports").isMissingNode()
                                        || list(rule, "/ports")
                                                .anyMatch(open -> isOpen(open, target, port, protocol))));
    }

    private static boolean isPeer(JsonNode peer, End end) {
        if (peer.has("ipBlock")) {
            return end.external()
                    && isIn(text(peer, "/ipBlock/cidr"), end.address())
                    && list(peer, "/ipBlock/except").noneMatch(except -> isIn(text(except, ""), end.address()));
        }
        boolean inNamespace = peer.has("namespaceSelector")
                ? end.namespace()
                        .entrySet()
                        .containsAll(
                                fields(peer, "/namespaceSelector/matchLabels").entrySet())
                : end.pod() != null;
        return inNamespace
                && !end.external()
                && end.labels()
                        .entrySet()
                        .containsAll(fields(peer, "/podSelector/matchLabels").entrySet());
    }

    private static boolean isIn(String network, String address) {
        String[] parts = network.split("/");
        int rest = 32 - Integer.parseInt(parts[1]);
        return number(parts[0]) >>> rest == number(address) >>> rest;
    }

    /** An address of IPv4, as a number. */
    private static long number(String address) {
        return Arrays.stream(address.split("\\.")).mapToLong(Long::parseLong).reduce(0, (all, next) -> all << 8 | next);
    }

    private static boolean isOpen(JsonNode open, End target, int port, String protocol) {
        if (!open.path("protocol").asString("TCP").equals(protocol)) {
            return false;
        }
        if (open.at("/port").isString()) {
            Pod pod = target.pod();
            return pod != null && Integer.valueOf(port).equals(pod.ports().get(text(open, "/port")));
        }
        int first = open.at("/port").asInt();
        return first <= port && port <= open.path("endPort").asInt(first);
    }
}
