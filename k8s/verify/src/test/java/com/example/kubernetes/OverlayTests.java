package com.example.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.kubernetes.Manifests.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

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

    /** The optional part, on top of production, in a directory of the build. */
    @Test
    void keepsToTheRulesWithOtlp() throws IOException {
        Path directory = Kustomize.ROOT.resolve("k8s/verify/target/prod-otlp");
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("kustomization.yaml"), """
                apiVersion: kustomize.config.k8s.io/v1beta1
                kind: Kustomization
                resources: [../../../overlays/prod]
                components: [../../../components/otlp]
                """);

        Manifests manifests = Kustomize.render("verify/target/prod-otlp");

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
