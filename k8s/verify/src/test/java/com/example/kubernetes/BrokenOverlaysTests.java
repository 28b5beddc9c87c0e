package com.example.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Each case breaks an overlay in one place, and must be noticed by the rule that it offends. */
class BrokenOverlaysTests {

    private static final String PRODUCER = "Deployment/producer-service";

    private static final String CONSUMER = "Deployment/consumer-service";

    private static final String POD = "spec/template/spec";

    private static final String CONTAINER = POD + "/containers/0";

    /** A component on top of production. */
    private static final String DEVICES = "devices";

    private static final String SETTINGS = "ConfigMap/service-config.*";

    /**
     * One place to break.
     *
     * @param overlay which overlay
     * @param object the label of the object, as a regular expression
     * @param path where in it; nowhere is the object itself
     * @param value what to put there as JSON; nothing to take away what is there
     * @param rule which rule must notice
     */
    record Broken(String overlay, String object, String path, String value, Rule rule) {

        void in(Manifests manifests) {
            ObjectNode target = manifests.get(object);
            if (path.isEmpty()) {
                manifests.objects().remove(target);
                return;
            }
            JsonNode parent = target;
            String[] steps = path.split("/");
            for (String step : Arrays.copyOfRange(steps, 0, steps.length - 1)) {
                parent = parent instanceof ArrayNode array ? array.get(index(array, step)) : parent.path(step);
            }
            String last = steps[steps.length - 1];
            if (parent instanceof ArrayNode array) {
                int index = index(array, last);
                if (value.isEmpty()) {
                    array.remove(index);
                } else {
                    array.set(index, Json.MAPPER.readTree(value));
                }
            } else if (value.isEmpty()) {
                assertThat(((ObjectNode) parent).remove(last))
                        .as("%s has %s", object, path)
                        .isNotNull();
            } else {
                ((ObjectNode) parent).set(last, Json.MAPPER.readTree(value));
            }
        }

        /** Elements are named by their number or their name. */
        private static int index(ArrayNode array, String step) {
            return IntStream.range(0, array.size())
                    .filter(index -> step.equals(String.valueOf(index))
                            || step.equals(array.get(index).path("name").asString("")))
                    .findFirst()
                    .orElseThrow();
        }
    }

    static Stream<Broken> models() {
        return Stream.of(
                dev(PRODUCER, "spec/revisionHistoryLimt", "5", Rule.STRICT_MODELS),
                dev(PRODUCER, CONTAINER + "/startupProbe/failureTreshold", "60", Rule.STRICT_MODELS),
                dev(PRODUCER, "spec/selector", "", Rule.STRICT_MODELS),
                dev(PRODUCER, "spec/minReadySeconds", "'ten'", Rule.STRICT_MODELS),
                dev(PRODUCER, "apiVersion", "'apps/v1beta1'", Rule.STRICT_MODELS),
                dev(SETTINGS, "data/PORT", "8080", Rule.STRICT_MODELS),
                dev("Service/broker", "metadata/name", "'database'", Rule.STRICT_MODELS),
                prod("RabbitmqCluster/broker", "spec/replica", "3", Rule.STRICT_MODELS),
                prod("Queue/retry.1s", "spec/type", "", Rule.STRICT_MODELS),
                prod("ScaledObject/.*", "spec/triggers/0/metadata/value", "1000", Rule.STRICT_MODELS));
    }

    static Stream<Broken> references() {
        return Stream.of(
                dev(PRODUCER, CONTAINER + "/envFrom/0/configMapRef/name", "'config'", Rule.REFERENCES),
                dev(PRODUCER, POD + "/volumes/secrets/projected/sources/0/secret/name", "'p'", Rule.REFERENCES),
                dev(
                        CONSUMER,
                        POD + "/volumes/secrets/projected/sources/0/secret/items/0/key",
                        "'user'",
                        Rule.REFERENCES),
                dev("StatefulSet/broker", POD + "/volumes/config/configMap/name", "'nobody'", Rule.REFERENCES),
                prod(
                        CONSUMER,
                        POD + "/volumes/secrets/projected/sources/1/secret/items/0/key",
                        "'uri'",
                        Rule.REFERENCES),
                prod("User/producer", "", "", Rule.REFERENCES),
                prod("ServiceMonitor/services", "spec/endpoints/0/basicAuth/password/key", "'pw'", Rule.REFERENCES),
                prod("TriggerAuthentication/.*", "spec/configMapTargetRef/1/name", "'ca'", Rule.REFERENCES),
                prod("RabbitmqCluster/broker", "spec/tls/secretName", "'tls'", Rule.REFERENCES));
    }

    static Stream<Broken> links() {
        return Stream.of(
                dev(PRODUCER, POD + "/serviceAccountName", "'producer'", Rule.LINKS),
                dev(PRODUCER, "spec/selector/matchLabels", "{'app.kubernetes.io/name': 'producer'}", Rule.LINKS),
                dev(PRODUCER, CONTAINER + "/volumeMounts/0/name", "'nothing'", Rule.LINKS),
                dev("Service/producer-service", "spec/ports/0/targetPort", "'web'", Rule.LINKS),
                dev("Service/consumer-service", "spec/selector", "{'app': 'consumer'}", Rule.LINKS),
                dev("StatefulSet/database", "spec/serviceName", "'postgres'", Rule.LINKS),
                dev("PodDisruptionBudget/producer-service", "spec/maxUnavailable", "0", Rule.LINKS),
                dev("NetworkPolicy/metrics", "spec/podSelector/matchLabels", "{'app': 'none'}", Rule.LINKS),
                prod("HorizontalPodAutoscaler/.*", "spec/scaleTargetRef/name", "'consumer-service'", Rule.LINKS),
                prod("HorizontalPodAutoscaler/.*", "spec/minReplicas", "9", Rule.LINKS),
                prod(CONSUMER, "spec/replicas", "2", Rule.LINKS),
                prod("ScaledObject/.*", "spec/triggers/0/metadata/queueName", "'payments'", Rule.LINKS),
                prod("ScaledObject/.*", "spec/triggers/0/authenticationRef/name", "'rabbit'", Rule.LINKS),
                prod("ServiceMonitor/broker", "spec/endpoints/0/port", "'prometheus'", Rule.LINKS),
                prod("Permission/producer", "spec/userReference/name", "'publisher'", Rule.LINKS),
                prod("Queue/retry.3s", "spec/vhost", "'/'", Rule.LINKS),
                prod("Exchange/orders", "spec/rabbitmqClusterReference/name", "'rabbit'", Rule.LINKS));
    }

    static Stream<Broken> hardening() {
        return Stream.of(
                dev("Namespace/staffetta", "metadata/labels", "{}", Rule.HARDENING),
                dev("Service/broker", "metadata/namespace", "'default'", Rule.HARDENING),
                dev(PRODUCER, POD + "/securityContext/runAsNonRoot", "", Rule.HARDENING),
                dev(PRODUCER, POD + "/securityContext/runAsUser", "1000", Rule.HARDENING),
                dev(PRODUCER, POD + "/automountServiceAccountToken", "true", Rule.HARDENING),
                dev(PRODUCER, POD + "/volumes/tmp/emptyDir", "{}", Rule.HARDENING),
                dev(PRODUCER, POD + "/hostNetwork", "true", Rule.HARDENING),
                dev(CONSUMER, CONTAINER + "/securityContext/capabilities", "", Rule.HARDENING),
                dev(CONSUMER, CONTAINER + "/securityContext/readOnlyRootFilesystem", "false", Rule.HARDENING),
                dev(CONSUMER, CONTAINER + "/securityContext/privileged", "true", Rule.HARDENING),
                dev(CONSUMER, CONTAINER + "/securityContext/capabilities/add", "['SYS_ADMIN']", Rule.HARDENING),
                dev(CONSUMER, CONTAINER + "/securityContext/runAsUser", "0", Rule.HARDENING),
                dev(CONSUMER, CONTAINER + "/securityContext/runAsNonRoot", "false", Rule.HARDENING),
                dev(CONSUMER, CONTAINER + "/securityContext/seccompProfile", "{'type': 'Unconfined'}", Rule.HARDENING),
                dev(CONSUMER, CONTAINER + "/ports/0/hostPort", "8080", Rule.HARDENING),
                dev(CONSUMER, CONTAINER + "/resources/limits", "", Rule.HARDENING),
                dev(CONSUMER, CONTAINER + "/resources/requests/memory", "'1024Mi'", Rule.HARDENING),
                dev("StatefulSet/broker", CONTAINER + "/image", "'rabbitmq'", Rule.HARDENING),
                prod(CONSUMER, CONTAINER + "/image", "'registry.example.com/consumer:latest'", Rule.HARDENING));
    }

    static Stream<Broken> settings() {
        return Stream.of(
                dev(PRODUCER, CONTAINER + "/readinessProbe/httpGet/port", "'http'", Rule.SERVICE_SETTINGS),
                dev(PRODUCER, CONTAINER + "/livenessProbe/httpGet/path", "'/actuator/health'", Rule.SERVICE_SETTINGS),
                dev(PRODUCER, CONTAINER + "/startupProbe/failureThreshold", "5", Rule.SERVICE_SETTINGS),
                dev(PRODUCER, POD + "/terminationGracePeriodSeconds", "60", Rule.SERVICE_SETTINGS),
                dev(PRODUCER, CONTAINER + "/lifecycle", "", Rule.SERVICE_SETTINGS),
                dev(PRODUCER, "spec/strategy/rollingUpdate/maxUnavailable", "1", Rule.SERVICE_SETTINGS),
                dev(SETTINGS, "data/MANAGEMENT_PORT", "'9081'", Rule.SERVICE_SETTINGS),
                dev(SETTINGS, "data/SPRING_CONFIG_IMPORT", "'optional:configtree:/secrets/'", Rule.SERVICE_SETTINGS),
                dev(SETTINGS, "data/SPRING_LIFECYCLE_TIMEOUT_PER_SHUTDOWN_PHASE", "'15s'", Rule.SERVICE_SETTINGS),
                dev(SETTINGS, "data/SPRING_DATASOURCE_USERNAME", "'postgres'", Rule.SERVICE_SETTINGS),
                dev(SETTINGS, "data/SPRING_RABBITMQ_HOST", "'rabbitmq'", Rule.SERVICE_SETTINGS),
                dev(SETTINGS, "data/SPRING_RABBITMQ_VIRTUAL_HOST", "'staffetta'", Rule.SERVICE_SETTINGS),
                dev(SETTINGS, "data/API_USERS_GUEST_ROLES", "'read'", Rule.SERVICE_SETTINGS),
                prod(SETTINGS, "data/API_USERS_MONITORING_ROLES", "'operate'", Rule.SERVICE_SETTINGS),
                prod(SETTINGS, "data/SPRING_RABBITMQ_PORT", "'5672'", Rule.SERVICE_SETTINGS),
                prod(SETTINGS, "data/SPRING_RABBITMQ_SSL_ENABLED", "", Rule.SERVICE_SETTINGS),
                prod(SETTINGS, "data/SPRING_RABBITMQ_SSL_BUNDLE", "'rabbit'", Rule.SERVICE_SETTINGS),
                prod(SETTINGS, "data/MESSAGING_TOPOLOGY_DECLARE", "'true'", Rule.SERVICE_SETTINGS),
                prod(CONSUMER, POD + "/volumes/secrets/projected/sources/1", "", Rule.SERVICE_SETTINGS));
    }

    static Stream<Broken> network() {
        return Stream.of(
                dev("NetworkPolicy/default-deny", "spec/policyTypes/1", "", Rule.NETWORK_FLOWS),
                dev("NetworkPolicy/dns", "", "", Rule.NETWORK_FLOWS),
                dev("NetworkPolicy/services", "spec/egress/0/ports/0/port", "5671", Rule.NETWORK_FLOWS),
                dev("NetworkPolicy/services", "spec/egress/1/to", "", Rule.NETWORK_FLOWS),
                dev(
                        "NetworkPolicy/producer-service",
                        "spec/ingress/0/from/0",
                        "{'namespaceSelector': {}}",
                        Rule.NETWORK_FLOWS),
                dev("NetworkPolicy/producer-service", "spec/ingress/0/ports", "", Rule.NETWORK_FLOWS),
                prod("NetworkPolicy/services", "spec/egress/1/to/0/ipBlock/cidr", "'0.0.0.0/0'", Rule.NETWORK_FLOWS),
                prod(
                        "NetworkPolicy/services",
                        "spec/egress/1/to/0/ipBlock/except",
                        "['192.0.2.8/29']",
                        Rule.NETWORK_FLOWS),
                prod("NetworkPolicy/broker-nodes", "spec/ingress/0/ports/2/endPort", "", Rule.NETWORK_FLOWS),
                devices("NetworkPolicy/devices", "spec/ingress/0/from", "", Rule.NETWORK_FLOWS),
                devices("NetworkPolicy/devices", "spec/ingress/0/ports/0/port", "1883", Rule.NETWORK_FLOWS),
                prod("NetworkPolicy/broker", "spec/ingress/1/from/1", "", Rule.NETWORK_FLOWS));
    }

    static Stream<Broken> credentials() {
        return Stream.of(
                dev(SETTINGS, "data/OTLP_TOKEN", "'abc'", Rule.CREDENTIALS),
                dev(SETTINGS, "data/GREETING", "'It is demo-only'", Rule.CREDENTIALS),
                dev("Secret/producer-database.*", "data/password", "'YW5vdGhlcg=='", Rule.CREDENTIALS),
                prod("ScaledObject/.*", "spec/triggers/0/metadata/host", "'https://u:p@broker/'", Rule.CREDENTIALS),
                prod("ConfigMap/broker-access", "kind", "'Secret'", Rule.CREDENTIALS));
    }

    static Stream<Broken> broker() {
        return Stream.of(
                prod("Queue/payments.order-placed.dlq", "", "", Rule.BROKER_TOPOLOGY),
                prod("Queue/payments.order-placed", "spec/arguments/x-delivery-limit", "5", Rule.BROKER_TOPOLOGY),
                prod("Queue/retry.1m", "spec/arguments/x-message-ttl", "'60000'", Rule.BROKER_TOPOLOGY),
                prod("Queue/unroutable", "spec/deletionPolicy", "'delete'", Rule.BROKER_TOPOLOGY),
                prod("Exchange/orders", "spec/arguments", "", Rule.BROKER_TOPOLOGY),
                prod("Exchange/retry.1s", "spec/type", "'topic'", Rule.BROKER_TOPOLOGY),
                prod("Binding/unroutable", "spec/source", "'orders'", Rule.BROKER_TOPOLOGY),
                prod("Permission/producer", "spec/permissions/read", "'.*'", Rule.BROKER_TOPOLOGY),
                devices("TopicPermission/device-mqtt", "", "", Rule.BROKER_TOPOLOGY),
                devices("TopicPermission/device-mqtt", "spec/permissions/write", "'.*'", Rule.BROKER_TOPOLOGY));
    }

    static Stream<Broken> alerts() {
        String rule = "spec/groups/0/rules/0/expr";
        return Stream.of(prod("PrometheusRule/.*", rule, "'messaging_outbox_age_seconds > 60'", Rule.ALERT_RULES));
    }

    @ParameterizedTest
    @MethodSource({
        "models",
        "references",
        "links",
        "hardening",
        "settings",
        "network",
        "credentials",
        "broker",
        "alerts"
    })
    void isNoticed(Broken broken) {
        Manifests manifests = broken.overlay().equals(DEVICES)
                ? Kustomize.renderProductionWith(DEVICES)
                : Kustomize.render(broken.overlay());

        broken.in(manifests);

        assertThat(broken.rule().check(manifests)).isNotEmpty();
    }

    private static Broken dev(String object, String pointer, String value, Rule rule) {
        return new Broken("overlays/dev", object, pointer, value.replace('\'', '"'), rule);
    }

    private static Broken devices(String object, String pointer, String value, Rule rule) {
        return new Broken(DEVICES, object, pointer, value.replace('\'', '"'), rule);
    }

    private static Broken prod(String object, String pointer, String value, Rule rule) {
        return new Broken("overlays/prod", object, pointer, value.replace('\'', '"'), rule);
    }
}
