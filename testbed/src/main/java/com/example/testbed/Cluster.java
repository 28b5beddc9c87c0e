package com.example.testbed;

import com.example.messaging.test.FreePorts;
import com.rabbitmq.client.Address;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A cluster of three RabbitMQ nodes in containers, on a network of their own. All of it is removed when it is closed,
 * and when this JVM ends, however that ends.
 */
public final class Cluster implements AutoCloseable {

    private static final int NODES = 3;

    private static final String USER = "test";

    /** The nodes of a cluster share a cookie: a file that nobody else may read (RabbitMQ, "Clustering Guide"). */
    private static final String START =
            "umask 077; echo \"$0\" > /var/lib/rabbitmq/.erlang.cookie; exec docker-entrypoint.sh rabbitmq-server";

    private final String name = "staffetta-" + UUID.randomUUID().toString().substring(0, 8);

    private final String password = UUID.randomUUID().toString();

    private final int[] ports;

    private final Process guard;

    private Cluster() throws IOException {
        ports = FreePorts.find(NODES);
        List<String> removal = new ArrayList<>(
                List.of("sh", "-c", "cat > /dev/null; docker rm -f -v \"$@\"; docker network rm \"$0\"", name));
        nodes().forEach(removal::add);
        guard = new ProcessBuilder(removal)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        docker("network", "create", name);
        for (int i = 0; i < NODES; i++) {
            docker(
                    "run",
                    "-d",
                    "--name",
                    node(i),
                    "--hostname",
                    node(i),
                    "--network",
                    name,
                    "-e",
                    "RABBITMQ_DEFAULT_USER=" + USER,
                    "-e",
                    "RABBITMQ_DEFAULT_PASS=" + password,
                    "-p",
                    "127.0.0.1:" + ports[i] + ":5672",
                    image(),
                    "sh",
                    "-c",
                    START,
                    name);
        }
        for (int i = 0; i < NODES; i++) {
            String node = node(i);
            Awaitility.await(node + " is up")
                    .atMost(Duration.ofSeconds(120))
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> isDone(controlOf(node, "await_startup", "--timeout", "60")));
            if (i > 0) {
                docker(controlOf(node, "stop_app"));
                docker(controlOf(node, "join_cluster", "rabbit@" + node(0)));
                docker(controlOf(node, "start_app"));
            }
        }
    }

    /** As the server's user: another one's look before the start would leave the cookie to him. */
    private static String[] controlOf(String node, String... arguments) {
        return Stream.concat(Stream.of("exec", "--user", "rabbitmq", node, "rabbitmqctl"), Stream.of(arguments))
                .toArray(String[]::new);
    }

    private static String image() {
        return System.getenv().getOrDefault("RABBITMQ_IMAGE", "rabbitmq:4.3-management");
    }

    private String node(int i) {
        return name + "-" + (i + 1);
    }

    private List<String> nodes() {
        return List.of(node(0), node(1), node(2));
    }

    /** Says why there can't be one here, or nothing if there can. */
    public static Optional<String> obstacle() {
        if (!isDone("info")) {
            return Optional.of("no Docker engine answers");
        }
        return isDone("image", "inspect", image())
                ? Optional.empty()
                : Optional.of("Docker does not have the image " + image());
    }

    /** Starts the nodes, and joins them. */
    public static Cluster launch() {
        try {
            return new Cluster();
        } catch (IOException ex) {
            throw new UncheckedIOException("Can't start the cluster", ex);
        }
    }

    /** All its addresses, separated by commas. */
    public String addresses() {
        return Arrays.stream(ports).mapToObj(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
    }

    /** Who may log in. */
    public String username() {
        return USER;
    }

    /** The password. */
    public String password() {
        return password;
    }

    /** Connects to any of its nodes, the last one first. */
    public Connection connect() throws IOException, TimeoutException {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUsername(USER);
        factory.setPassword(password);
        factory.setAutomaticRecoveryEnabled(false);
        factory.setConnectionTimeout(2_000);
        List<Address> all = new ArrayList<>();
        for (int i = NODES - 1; i >= 0; i--) {
            all.add(new Address("127.0.0.1", ports[i]));
        }
        return factory.newConnection(all);
    }

    /** Runs {@code rabbitmqctl} on the last node, and returns what that prints. */
    public String control(String... arguments) {
        return docker(controlOf(node(NODES - 1), arguments));
    }

    /** Kills a node for good, as {@code kill -9} does. */
    public void kill(int node) {
        docker("kill", "--signal", "KILL", node(node));
    }

    private static boolean isDone(String... arguments) {
        try {
            docker(arguments);
            return true;
        } catch (IllegalStateException ex) {
            return false;
        }
    }

    private static String docker(String... arguments) {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(arguments));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output;
            try (var reader = process.inputReader()) {
                output = reader.lines().collect(Collectors.joining("\n"));
            }
            if (process.waitFor() != 0) {
                throw new IllegalStateException("'%s' failed: %s".formatted(String.join(" ", command), output));
            }
            return output;
        } catch (IOException ex) {
            throw new IllegalStateException("There is no Docker", ex);
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", ex);
        }
    }

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
    }
}
