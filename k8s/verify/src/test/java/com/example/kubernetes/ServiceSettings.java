package com.example.kubernetes;

import static com.example.kubernetes.Json.list;
import static com.example.kubernetes.Json.text;

import com.example.kubernetes.Manifests.Pod;
import com.example.messaging.properties.MessagingProperties;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;

/** What the services' own settings come to in the pod: ports and probes, logins, broker and database, the time to stop. */
final class ServiceSettings {

    private static final Map<String, String> PROBES = Map.of(
            "startupProbe", "/actuator/health/liveness",
            "livenessProbe", "/actuator/health/liveness",
            "readinessProbe", "/actuator/health/readiness");

    private static final ResolvableType USERS = ResolvableType.forClassWithGenerics(
            Map.class,
            ResolvableType.forClass(String.class),
            ResolvableType.forClassWithGenerics(Map.class, String.class, String.class));

    private final Manifests manifests;

    private final Pod pod;

    private final JsonNode container;

    private final PodEnvironment found;

    private final Environment settings;

    private final List<String> findings;

    private ServiceSettings(Manifests manifests, Pod pod, PodEnvironment found, List<String> findings) {
        this.manifests = manifests;
        this.pod = pod;
        this.container = pod.containers().findFirst().orElseThrow();
        this.found = found;
        this.settings = found.settings();
        this.findings = findings;
    }

    static List<String> check(Manifests manifests) {
        List<String> findings = new ArrayList<>();
        List<Pod> services = manifests.pods().filter(Pod::isService).toList();
        if (services.size() != 2) {
            findings.add("There are %d services".formatted(services.size()));
        }
        for (Pod pod : services) {
            try (PodEnvironment found = new PodEnvironment(manifests, pod)) {
                ServiceSettings settings = new ServiceSettings(manifests, pod, found, findings);
                settings.ports();
                settings.secrets();
                settings.logins();
                settings.broker();
                settings.stop();
                settings.rollout();
            }
        }
        return findings;
    }

    /** The settings of a service in the overlay. */
    static MessagingProperties messaging(Manifests manifests, Pod pod) {
        try (PodEnvironment found = new PodEnvironment(manifests, pod)) {
            return messaging(found.settings());
        }
    }

    private static MessagingProperties messaging(Environment settings) {
        return Binder.get(settings).bindOrCreate("messaging", MessagingProperties.class);
    }

    private void expect(String what, Object actual, Object expected) {
        if (!String.valueOf(actual).equals(String.valueOf(expected))) {
            findings.add("%s: %s is %s instead of %s".formatted(pod.name(), what, actual, expected));
        }
    }

    private void ports() {
        expect("server.port", settings.getProperty("server.port"), pod.ports().get("http"));
        expect(
                "management.server.port",
                settings.getProperty("management.server.port"),
                pod.ports().get("management"));
        PROBES.forEach((probe, path) -> {
            expect(probe + "'s path", text(container, "/%s/httpGet/path".formatted(probe)), path);
            expect(probe + "'s port", text(container, "/%s/httpGet/port".formatted(probe)), "management");
        });
        int start = container.at("/startupProbe/periodSeconds").asInt(10)
                * container.at("/startupProbe/failureThreshold").asInt(3);
        if (start < 60) {
            findings.add("%s: it has %d seconds to start".formatted(pod.name(), start));
        }
    }

    /** A Secret's file is the property of its name, whatever application.yml and its profiles say. */
    private void secrets() {
        found.files().forEach((file, value) -> {
            if (file.startsWith("/run/secrets/")) {
                String property = file.replaceFirst(".*/", "");
                expect(property, settings.getProperty(property), value);
            }
        });
        for (String property :
                List.of("spring.datasource.url", "spring.datasource.username", "spring.datasource.password")) {
            expect("that a Secret has " + property, found.files().containsKey("/run/secrets/" + property), true);
        }
        String database = String.valueOf(settings.getProperty("spring.datasource.url"));
        if (!manifests.isProduction()
                && manifests
                        .find("Service", database.replaceFirst("jdbc:postgresql://([^:/]+).*", "$1"))
                        .isEmpty()) {
            findings.add("%s: no Service for %s".formatted(pod.name(), database));
        }
    }

    /** Everybody who may log in has a password and roles, and the monitoring system sees neither orders nor messages. */
    private void logins() {
        Map<String, Map<String, String>> users = Binder.get(settings).bindOrCreate("api.users", Bindable.of(USERS));
        expect("api.users", new TreeSet<>(users.keySet()), List.of("monitoring", "operator"));
        users.forEach(
                (name, user) -> expect("what is set for " + name, new TreeSet<>(user.keySet()), "[password, roles]"));
        expect("monitoring's roles", users.getOrDefault("monitoring", Map.of()).get("roles"), "monitor");
        manifests
                .ofKind("ServiceMonitor")
                .flatMap(monitor -> list(monitor, "/spec/endpoints"))
                .filter(endpoint -> text(endpoint, "/port").equals("management"))
                .forEach(endpoint -> expect(
                        "the Secret of monitoring's password",
                        secretOf("api.users.monitoring.password"),
                        text(endpoint, "/basicAuth/password/name")));
    }

    private String secretOf(String path) {
        return pod.volumes()
                .flatMap(volume -> list(volume, "/projected/sources"))
                .map(source -> source.at("/secret"))
                .filter(secret -> list(secret, "/items")
                        .anyMatch(item -> text(item, "/path").equals(path)))
                .map(secret -> text(secret, "/name"))
                .findFirst()
                .orElse("none");
    }

    /** It connects to the broker that there is, and declares what nobody else does. */
    private void broker() {
        boolean cluster = manifests.ofKind("RabbitmqCluster").findAny().isPresent();
        String host = String.valueOf(settings.getProperty("spring.rabbitmq.host"));
        String port = settings.getProperty("spring.rabbitmq.port");
        expect("spring.rabbitmq.port", port, cluster ? 5671 : 5672);
        String name = host.replaceFirst("\\..*", "");
        if (!List.of(name, name + ".staffetta.svc").contains(host)
                || manifests.find("Service", name).isEmpty()
                        && manifests.find("RabbitmqCluster", name).isEmpty()) {
            findings.add("%s: no Service for the broker's host %s".formatted(pod.name(), host));
        }
        expect("messaging.topology.declare", settings.getProperty("messaging.topology.declare", "true"), !cluster);
        expect("spring.rabbitmq.ssl.enabled", settings.getProperty("spring.rabbitmq.ssl.enabled", "false"), cluster);
        if (cluster) {
            String bundle = settings.getProperty("spring.rabbitmq.ssl.bundle");
            String trust = settings.getProperty("spring.ssl.bundle.pem.%s.truststore.certificate".formatted(bundle));
            expect(
                    "that the certificates which the broker's must come from are there",
                    found.inPod(String.valueOf(trust)).isPresent(),
                    true);
            expect(
                    "spring.rabbitmq.ssl.verify-hostname",
                    settings.getProperty("spring.rabbitmq.ssl.verify-hostname", "true"),
                    true);
        }
        String virtualHost = settings.getProperty("spring.rabbitmq.virtual-host", "/");
        expect(
                "that virtual host '" + virtualHost + "' is there",
                cluster ? manifests.find("Vhost", virtualHost).isPresent() : virtualHost.equals("/"),
                true);
    }

    /** What a stop may take at most, phase by phase, is less than what Kubernetes gives it. */
    private void stop() {
        Duration phase =
                Binder.get(settings).bindOrCreate("spring.lifecycle.timeout-per-shutdown-phase", Duration.class);
        Duration listeners = messaging(settings).listener().shutdownTimeout();
        if (listeners.compareTo(phase) >= 0) {
            findings.add(
                    "%s: listeners may take %s, but their phase ends after %s".formatted(pod.name(), listeners, phase));
        }
        Duration sleep = Duration.ofSeconds(
                container.at("/lifecycle/preStop/sleep/seconds").asInt(0));
        Duration grace = Duration.ofSeconds(
                pod.spec().at("/terminationGracePeriodSeconds").asInt(30));
        // After the listeners: the web server, then the relay.
        Duration longest = sleep.plus(listeners).plus(phase.multipliedBy(2));
        if (sleep.isZero() || longest.compareTo(grace) >= 0) {
            findings.add("%s: a stop may take %s after a sleep of %s, and it is killed after %s"
                    .formatted(pod.name(), longest, sleep, grace));
        }
    }

    private void rollout() {
        JsonNode strategy = pod.owner().at("/spec/strategy/rollingUpdate");
        expect("maxUnavailable", text(strategy, "/maxUnavailable"), 0);
        expect("maxSurge", text(strategy, "/maxSurge"), 1);
    }
}
