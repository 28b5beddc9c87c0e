package com.example.messaging.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;

/** When tests have their broker in a container: a script that stands for {@code docker} plays each kind of engine. */
@Timeout(60)
class ContainerBrokerTests {

    private static final Map<String, String> NO_HELPERS =
            Map.of("TESTCONTAINERS_RYUK_DISABLED", "true", "TESTCONTAINERS_HOST_OVERRIDE", "127.0.0.1");

    @TempDir
    private Path directory;

    @Test
    void anEngineThatHasTheImageIsTaken() throws IOException {
        docker("exit 0");

        assertThat(decide(NO_HELPERS)).hasValue("rabbitmq:4.3-management");
    }

    @Test
    void anotherImageMayBeNamed() throws IOException {
        docker("exit 0");
        Map<String, String> environment = new HashMap<>(NO_HELPERS);
        environment.put("RABBITMQ_IMAGE", "rabbitmq:3.13-management");

        assertThat(decide(environment)).hasValue("rabbitmq:3.13-management");
    }

    @Test
    void anEngineThatDoesNotAnswerIsNot() throws IOException {
        docker("exit 1");

        assertThat(decide(NO_HELPERS)).isEmpty();
    }

    @Test
    void anImageThatCanBePulledIsPulled() throws IOException {
        docker("[ \"$1\" != image ] && echo \"$@\" >> " + directory.resolve("calls"));

        assertThat(decide(NO_HELPERS)).isPresent();
        assertThat(directory.resolve("calls")).content().contains("pull --quiet rabbitmq:4.3-management");
    }

    @Test
    void aPullThatDoesNotEndIsGivenUpAndNotTriedAgainSoon() throws IOException {
        docker("case $1 in image) exit 1 ;; pull) echo \"$@\" >> " + directory.resolve("calls")
                + "; exec sleep 600 ;; esac");

        assertThat(decide(NO_HELPERS)).isEmpty();
        assertThat(decide(NO_HELPERS)).isEmpty();

        assertThat(directory.resolve("calls")).content().hasLineCount(1);
    }

    @Test
    void theHelpersOfTestcontainersAreNeededToo() throws IOException {
        docker("case \"$*\" in *ryuk*) exit 1 ;; esac");

        assertThat(decide(Map.of("TESTCONTAINERS_RYUK_DISABLED", "", "TESTCONTAINERS_HOST_OVERRIDE", "127.0.0.1")))
                .isEmpty();
    }

    @Test
    void theHelpersAreThoseOfTheTestcontainersInUse() throws IOException {
        String script = Script.text(ContainerBroker.SCRIPT);

        assertThat(constants("/org/testcontainers/utility/RyukContainer.class"))
                .contains(image(script, "reaper_image"));
        assertThat(constants("/" + DockerClientFactory.class.getName().replace('.', '/') + ".class"))
                .contains(image(script, "probe_image"));
    }

    private Optional<String> decide(Map<String, String> environment) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("PATH", directory + ":" + System.getenv("PATH"));
        all.put("TMPDIR", directory.toString());
        all.put("PULL_SECONDS", "1");
        return Script.run(ContainerBroker.SCRIPT, all);
    }

    private void docker(String behaviour) throws IOException {
        Path docker = Files.writeString(directory.resolve("docker"), "#!/bin/sh\n" + behaviour + "\n");
        Files.setPosixFilePermissions(docker, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static String image(String script, String variable) {
        return script.lines()
                .filter(line -> line.startsWith(variable + "="))
                .map(line -> line.substring(variable.length() + 1))
                .findFirst()
                .orElseThrow();
    }

    private static String constants(String classFile) throws IOException {
        try (InputStream resource = ContainerBrokerTests.class.getResourceAsStream(classFile)) {
            assertThat(resource).isNotNull();
            return new String(resource.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
