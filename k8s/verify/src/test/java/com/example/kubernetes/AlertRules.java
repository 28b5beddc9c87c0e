package com.example.kubernetes;

import static com.example.kubernetes.Json.list;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** The alert rules are those of the observability stack, and ask for metrics that docs/operations.md knows. */
final class AlertRules {

    private static final String RULES = "deploy/observability/alerts.yml";

    private static final Pattern METRIC = Pattern.compile("messaging_[a-z_]+");

    private AlertRules() {}

    static List<String> check(Manifests manifests) {
        List<String> findings = new ArrayList<>();
        String documented = text("docs/operations.md");
        JsonNode stack = Manifests.documents(text(RULES)).findFirst().orElseThrow();
        manifests.ofKind("PrometheusRule").forEach(rules -> {
            list(rules, "/spec/groups")
                    .flatMap(group -> list(group, "/rules"))
                    .forEach(rule -> metrics(rule, documented, findings));
            if (!rules.at("/spec/groups").equals(stack.at("/groups"))) {
                findings.add("The alert rules are not those of " + RULES);
            }
        });
        JsonNode prometheus = Manifests.documents(text("deploy/observability/prometheus.yaml"))
                .findFirst()
                .orElseThrow();
        Set<String> needed = families(list(prometheus, "/scrape_configs"));
        manifests
                .find("ServiceMonitor", "broker")
                .filter(monitor -> !families(list(monitor, "/spec/endpoints")).equals(needed))
                .ifPresent(monitor -> findings.add("The broker is asked for other metrics than " + needed));
        return findings;
    }

    private static Set<String> families(Stream<JsonNode> sources) {
        return sources.flatMap(source -> list(source, "/params/family"))
                .map(family -> Json.text(family, ""))
                .collect(Collectors.toSet());
    }

    /** The rules as a resource of Prometheus' operator. */
    static String resource() {
        String rules = text(RULES);
        return """
                # The rules of %s, as 'k8s/verify/write.sh' writes them here; a test fails while they differ.
                apiVersion: monitoring.coreos.com/v1
                kind: PrometheusRule
                metadata:
                  name: staffetta
                spec:
                """.formatted(RULES) + rules.substring(rules.indexOf("groups:")).indent(2);
    }

    private static String text(String file) {
        try {
            return Files.readString(Kustomize.ROOT.resolve(file));
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    /** Under Prometheus dots are underscores, and units and counters have suffixes. */
    private static void metrics(JsonNode rule, String documented, List<String> findings) {
        Matcher metric = METRIC.matcher(Json.text(rule, "/expr"));
        while (metric.find()) {
            String name = metric.group()
                    .replaceAll("_(sum|count|bucket|max|total)$", "")
                    .replaceAll("_(seconds|milliseconds)$", "")
                    .replace('_', '.');
            if (!documented.contains("`" + name + "`")) {
                findings.add("%s asks for %s, which nobody has".formatted(Json.text(rule, "/alert"), metric.group()));
            }
        }
    }
}
