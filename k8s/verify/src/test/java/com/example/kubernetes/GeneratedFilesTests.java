package com.example.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Files of production that say what others say already may not lag behind; {@code -Dk8s.write} writes them anew. */
class GeneratedFilesTests {

    @Test
    void topologyIsWhatTheServicesDeclare() throws IOException {
        check("topology.yaml", TopologyFile.of(BrokerTopology.needed(Kustomize.render("overlays/prod"))));
    }

    @Test
    void alertsAreThoseOfTheObservabilityStack() throws IOException {
        check("alerts.yaml", AlertRules.resource());
    }

    private static void check(String name, String expected) throws IOException {
        Path file = Kustomize.ROOT.resolve("k8s/overlays/prod").resolve(name);
        if (System.getProperty("k8s.write") != null) {
            Files.writeString(file, expected);
        }
        assertThat(file).hasContent(expected);
    }
}
