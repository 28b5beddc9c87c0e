package com.example.messaging.test;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * A node of the RabbitMQ that is installed on this machine, by {@code private-broker.sh}. The script ends it when its
 * standard input ends, and the other end of that pipe is held by this JVM alone: even after {@code kill -9} nothing is
 * left.
 */
final class PrivateNode {

    private static final String SCRIPT = "private-broker.sh";

    private static final Log logger = LogFactory.getLog(PrivateNode.class);

    /** Held for as long as this JVM lives: a collected process object would close the pipe. */
    private static @Nullable PrivateNode running;

    private final Process process;

    private final RabbitMqBroker broker;

    private PrivateNode(Process process, RabbitMqBroker broker) {
        this.process = process;
        this.broker = broker;
    }

    static Optional<RabbitMqBroker> find() {
        Optional<PrivateNode> found = start("");
        found.ifPresent(node -> running = node);
        return found.map(node -> node.broker);
    }

    /**
     * Starts one, if the package is installed.
     *
     * @param settings further lines of rabbitmq.conf
     */
    static Optional<PrivateNode> start(String settings) {
        try {
            if (!isInstalled()) {
                return Optional.empty();
            }
            Path directory = Files.createTempDirectory("staffetta-broker-");
            if (!settings.isEmpty()) {
                // The script lets the node read what is in there after its own settings.
                Files.writeString(
                        Files.createDirectory(directory.resolve("conf.d")).resolve("test.conf"), settings);
            }
            return Optional.of(start(directory));
        } catch (IOException ex) {
            throw new UncheckedIOException("Can't start the installed RabbitMQ", ex);
        }
    }

    static boolean isInstalled() {
        return Script.run(SCRIPT, Map.of(), "find").isPresent();
    }

    private static PrivateNode start(Path directory) throws IOException {
        logger.info("Starting a private RabbitMQ node");
        Path script = Files.writeString(directory.resolve(SCRIPT), Script.text(SCRIPT));
        String password = UUID.randomUUID().toString();
        int[] ports = FreePorts.find(6);
        ProcessBuilder builder = new ProcessBuilder("sh", script.toString(), "run", directory.toString());
        builder.environment()
                .putAll(Map.of(
                        "BROKER_PORT", String.valueOf(ports[0]),
                        "BROKER_MANAGEMENT_PORT", String.valueOf(ports[1]),
                        "BROKER_DIST_PORT", String.valueOf(ports[2]),
                        "BROKER_EPMD_PORT", String.valueOf(ports[3]),
                        "BROKER_MQTT_PORT", String.valueOf(ports[4]),
                        "BROKER_STOMP_PORT", String.valueOf(ports[5]),
                        "BROKER_USER", "test",
                        "BROKER_PASSWORD", password));
        Process process = builder.redirectErrorStream(true).start();
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        List<String> complaint = new ArrayList<>();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.equals("ready")) {
                return new PrivateNode(
                        process,
                        new RabbitMqBroker(
                                "127.0.0.1",
                                ports[0],
                                ports[1],
                                "test",
                                password,
                                "private node",
                                Map.of(RabbitMqBroker.MQTT, ports[4], RabbitMqBroker.STOMP, ports[5])));
            }
            complaint.add(line);
        }
        throw new IllegalStateException(
                "The installed RabbitMQ did not start as a private node:\n" + String.join("\n", complaint));
    }

    RabbitMqBroker broker() {
        return broker;
    }

    /** Stops it, and waits until nothing is left. */
    void stop() {
        try {
            process.getOutputStream().close();
            process.waitFor();
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
    }
}
