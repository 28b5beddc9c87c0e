package com.example.testbed;

import com.example.messaging.test.BrokerLink;
import com.example.messaging.test.FreePorts;
import com.example.messaging.test.RabbitMqBroker;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * A RabbitMQ node of our own, by {@code private-broker.sh}: it can be killed, stopped and started again, with its data
 * and on the same port, and it ends with this JVM, however that ends.
 */
public final class Broker implements AutoCloseable {

    private static final String SCRIPT = "private-broker.sh";

    private final Path directory;

    private final Path scripts = Directories.create("script");

    private final Path script = scripts.resolve(SCRIPT);

    private final RabbitMqBroker address;

    private final Map<String, String> settings = new HashMap<>();

    /** The script that ends the node, and removes its directory, when this JVM ends. */
    private final Process guard;

    private Broker() throws IOException {
        int[] ports = FreePorts.find(4);
        this.address = new RabbitMqBroker(
                "127.0.0.1", ports[0], ports[1], "test", UUID.randomUUID().toString(), "testbed");
        this.directory = Directories.create("broker");
        try (InputStream text = RabbitMqBroker.class.getResourceAsStream(SCRIPT)) {
            if (text == null) {
                throw new IllegalStateException(SCRIPT + " is missing in messaging-test");
            }
            Files.copy(text, script);
        }
        settings.put("BROKER_PORT", String.valueOf(ports[0]));
        settings.put("BROKER_MANAGEMENT_PORT", String.valueOf(ports[1]));
        settings.put("BROKER_DIST_PORT", String.valueOf(ports[2]));
        settings.put("BROKER_EPMD_PORT", String.valueOf(ports[3]));
        settings.put("BROKER_USER", address.username());
        settings.put("BROKER_PASSWORD", address.password());
        this.guard = process("run").redirectErrorStream(true).start();
        awaitReady();
    }

    private void awaitReady() throws IOException {
        BufferedReader output = guard.inputReader(StandardCharsets.UTF_8);
        List<String> complaint = new ArrayList<>();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.equals("ready")) {
                return;
            }
            complaint.add(line);
        }
        throw new IllegalStateException("RabbitMQ did not start as a private node:\n" + String.join("\n", complaint));
    }

    /**
     * Starts a node.
     *
     * @throws IllegalStateException if RabbitMQ is not installed, or does not start
     */
    public static Broker launch() {
        try {
            return new Broker();
        } catch (IOException ex) {
            throw new UncheckedIOException("Can't start RabbitMQ", ex);
        }
    }

    /** Where it listens, and how to log in. */
    public RabbitMqBroker address() {
        return address;
    }

    /** Opens a way to it that can be broken. */
    public BrokerLink newLink() {
        return address.newLink();
    }

    /** Connects to it directly. */
    public Connection connect() throws IOException, TimeoutException {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost(address.host());
        factory.setPort(address.port());
        factory.setUsername(address.username());
        factory.setPassword(address.password());
        factory.setAutomaticRecoveryEnabled(false);
        factory.setConnectionTimeout(2_000);
        return factory.newConnection("testbed");
    }

    /** Its version, as it says itself. */
    public String version() {
        try (Connection connection = connect()) {
            return String.valueOf(connection.getServerProperties().get("version"));
        } catch (IOException | TimeoutException ex) {
            throw new IllegalStateException("RabbitMQ does not answer", ex);
        }
    }

    /** Kills its process, as {@code kill -9} does. */
    public void kill() {
        ProcessHandle process = ProcessHandle.of(pid()).orElseThrow();
        process.destroyForcibly();
        process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
    }

    private long pid() {
        try {
            return Long.parseLong(
                    Files.readString(directory.resolve("broker.pid")).trim());
        } catch (IOException ex) {
            throw new UncheckedIOException("The broker is not running", ex);
        }
    }

    /** Stops it as an operator would. */
    public void stop() {
        run("stop");
    }

    /** Starts it again; returns when it takes connections. */
    public void start() {
        // Of a node that was killed, the port mapper is left.
        run("stop");
        run("start");
    }

    /** Raises the alarm for disk space, or ends it. */
    public void diskAlarm(boolean on) {
        control("set_disk_free_limit", on ? "1000000GB" : "50MB");
    }

    /** Raises the alarm for memory, or ends it. */
    public void memoryAlarm(boolean on) {
        control("set_vm_memory_high_watermark", on ? "0.00001" : "0.6");
    }

    /** Runs {@code rabbitmqctl} for it, and returns what that prints. */
    public String control(String... arguments) {
        return run("ctl", arguments);
    }

    private String run(String verb, String... arguments) {
        try {
            Path output = Files.createTempFile(scripts, verb, ".log");
            Process process = process(verb, arguments)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(150, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException(
                        "'%s %s' failed:\n%s".formatted(SCRIPT, verb, Files.readString(output)));
            }
            try (var lines = Files.lines(output)) {
                return lines.collect(Collectors.joining("\n"));
            }
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", ex);
        }
    }

    private ProcessBuilder process(String verb, String... arguments) {
        List<String> command = new ArrayList<>(List.of("sh", script.toString(), verb, directory.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        // What the caller set for the demo's broker would be this one's too, and two of them can't share a port.
        builder.environment().keySet().removeIf(name -> name.startsWith("BROKER_"));
        builder.environment().putAll(settings);
        return builder;
    }

    /** Ends it, and removes what it stored. */
    @Override
    public void close() {
        try {
            guard.getOutputStream().close();
            guard.waitFor(60, TimeUnit.SECONDS);
        } catch (IOException ex) {
            // It ended by itself.
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
        Directories.delete(scripts);
    }
}
