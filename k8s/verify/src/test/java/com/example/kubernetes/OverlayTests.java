package com.example.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.kubernetes.Manifests.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The overlays as they are. */
class OverlayTests {

    static Stream<Arguments> everyRuleOnEveryOverlay() {
        return Stream.of("overlays/dev", "overlays/prod")
                .flatMap(overlay -> Stream.of(Rule.values()).map(rule -> Arguments.of(overlay, rule)));
    }

    @ParameterizedTest
    @MethodSource("everyRuleOnEveryOverlay")
    void keepsToTheRules(String overlay, Rule rule) {
        Manifests manifests = Kustomize.render(overlay);

        assertThat(rule.check(manifests)).isEmpty();
    }

    @Test
    void keepsToTheRulesWithOtlp() {
        Manifests manifests = Kustomize.renderProductionWith("otlp");

        assertThat(Rule.values())
                .allSatisfy(rule -> assertThat(rule.check(manifests)).isEmpty());
        assertThat(manifests.pods().filter(Pod::isService)).hasSize(2).allSatisfy(pod -> {
            try (PodEnvironment found = new PodEnvironment(manifests, pod)) {
                assertThat(found.settings().getActiveProfiles()).contains("production", "observability");
                assertThat(found.settings().getProperty("OTLP_ENDPOINT"))
                        .startsWith("http://collector.observability.svc");
            }
        });
    }

    @Test
    void keepsToTheRulesWithDevices() {
        Manifests manifests = Kustomize.renderProductionWith("devices");

        assertThat(Rule.values())
                .allSatisfy(rule -> assertThat(rule.check(manifests)).isEmpty());
        JsonNode broker = manifests.get("RabbitmqCluster/broker");
        assertThat(Json.list(broker, "/spec/rabbitmq/additionalPlugins").map(JsonNode::asString))
                .containsExactly("rabbitmq_mqtt", "rabbitmq_stomp");
        assertThat(Json.text(broker, "/spec/rabbitmq/additionalConfig")).contains("default_queue_type = quorum");
    }

    @Test
    void baseHasNoCredentials() {
        assertThat(Rule.CREDENTIALS.check(Kustomize.render("base"))).isEmpty();
    }

    @Test
    void whatIsMadeByHandIsDocumented() throws IOException {
        String documented = Files.readString(Kustomize.ROOT.resolve("docs/kubernetes.md"));

        assertThat(References.external(Kustomize.render("overlays/prod")))
                .isNotEmpty()
                .allSatisfy(target -> assertThat(documented)
                        .contains("`" + target.replaceAll("^\\w+ |:.*", "") + "`")
                        .contains("`" + target.replaceFirst(".*: ", "") + "`"));
    }
}
