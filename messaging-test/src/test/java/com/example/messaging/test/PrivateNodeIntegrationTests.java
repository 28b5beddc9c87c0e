package com.example.messaging.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

@EnabledIf(
        value = "packageIsInstalled",
        disabledReason = "rabbitmq-server is not installed here: tests use another broker")
@Timeout(120)
class PrivateNodeIntegrationTests {

    @TempDir
    private Path temporary;

    /** Whoever kills the JVM leaves nothing: the script removes the directory when broker and port mapper have ended. */
    @Test
    void runsBesideTheSystemsNodeAndEndsWithItsJvmEvenWhenThatIsKilled() throws IOException {
        try (var ignored = onTheSystemsPort()) {
            Process jvm = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Djava.io.tmpdir=" + temporary,
                            "-cp",
                            System.getProperty("java.class.path"),
                            Starter.class.getName())
                    .redirectErrorStream(true)
                    .start();
            try {
                assertThat(firstLines(jvm)).anyMatch(line -> line.matches("uses RabbitMQ \\d+\\.\\d+.*, not on 5672"));
                assertThat(directories()).hasSize(1);

                jvm.destroyForcibly();

                await().atMost(Duration.ofSeconds(60))
                        .untilAsserted(() -> assertThat(directories()).isEmpty());
            } finally {
                jvm.destroyForcibly();
            }
        }
    }

    static boolean packageIsInstalled() {
        return PrivateNode.isInstalled();
    }

    /** Takes the port that a system's own broker has, unless one has it already. */
    private static ServerSocket onTheSystemsPort() throws IOException {
        try {
            return new ServerSocket(5672);
        } catch (IOException taken) {
            return new ServerSocket(0);
        }
    }

    /** What it says until it says which broker it uses. */
    private static List<String> firstLines(Process jvm) throws IOException {
        BufferedReader output = jvm.inputReader(StandardCharsets.UTF_8);
        List<String> lines = new ArrayList<>();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            lines.add(line);
            if (line.startsWith("uses ")) {
                break;
            }
        }
        return lines;
    }

    private List<Path> directories() throws IOException {
        try (Stream<Path> files = Files.list(temporary)) {
            return files.filter(file -> file.getFileName().toString().startsWith("staffetta-broker-"))
                    .toList();
        }
    }

    /** The JVM that is killed. */
    static final class Starter {

        private Starter() {}

        public static void main(String[] args) throws InterruptedException {
            Optional<RabbitMqBroker> broker = PrivateNode.find();
            System.out.println("uses RabbitMQ "
                    + broker.map(found -> new ManagementApi(found).version()).orElse("none")
                    + (broker.filter(found -> found.port() == 5672).isPresent() ? "" : ", not on 5672"));
            Thread.currentThread().join();
        }
    }
}
