package com.example.testbed;

import com.example.messaging.test.BrokerLink;
import com.example.messaging.test.FreePorts;
import com.example.messaging.test.RabbitMqBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * One instance of a service, as {@code java -jar} of what the build made, on a port of its own. It can be killed and
 * started again, and it ends with this JVM, however that ends. Set it up before {@link #start()}.
 */
public final class ServiceProcess implements AutoCloseable {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private static final String USER = "testbed";

    private static final String PASSWORD = UUID.randomUUID().toString();

    private final String service;

    private Path jar;

    private final int port;

    private final int managementPort;

    private final Path directory;

    private final Map<String, String> environment = new HashMap<>();

    private final List<String> options = new ArrayList<>();

    private final List<String> arguments = new ArrayList<>();

    private final List<String> temporaryOptions = new ArrayList<>();

    private final List<String> wrapper = new ArrayList<>();

    private @Nullable Child process;

    /**
     * Prepares an instance.
     *
     * @param service the name of the module, such as {@code producer-service}
     */
    public ServiceProcess(String service) {
        this.service = service;
        this.jar = find(service);
        this.directory = Directories.create(service);
        try {
            int[] ports = FreePorts.find(2);
            this.port = ports[0];
            this.managementPort = ports[1];
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
        environment.put("SERVER_ADDRESS", "127.0.0.1");
        environment.put("SERVER_PORT", String.valueOf(port));
        environment.put("MANAGEMENT_SERVER_ADDRESS", "127.0.0.1");
        environment.put("MANAGEMENT_SERVER_PORT", String.valueOf(managementPort));
        environment.put("API_USERS_TESTBED_PASSWORD", PASSWORD);
        environment.put("API_USERS_TESTBED_ROLES", "publish,read,operate");
        // One user is all the load.
        environment.put("API_RATE_LIMIT_REQUESTS_PER_SECOND", "0");
        // As much as the demo has: started fast, small.
        options.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"));
    }

    /** The jar in the module of the checkout that we are in. */
    private static Path find(String service) {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path target = at.resolve(service).resolve("target");
            if (Files.isDirectory(target)) {
                Path jar = target.resolve(service + ".jar");
                if (!Files.exists(jar)) {
                    throw new IllegalStateException("%s was not built".formatted(service));
                }
                return jar;
            }
        }
        throw new IllegalStateException("There is no module " + service);
    }

    /** The program that runs this JVM, and the services. */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Sets an environment variable. */
    public ServiceProcess environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Adds arguments, such as {@code --server.shutdown=immediate}. */
    public ServiceProcess arguments(String... more) {
        arguments.addAll(List.of(more));
        return this;
    }

    /** Adds options of the JVM; of two that contradict each other, the later one wins. */
    public ServiceProcess options(String... more) {
        options.addAll(List.of(more));
        return this;
    }

    /** Sets options for the next starts, until others are set. */
    public ServiceProcess temporaryOptions(List<String> others) {
        temporaryOptions.clear();
        temporaryOptions.addAll(others);
        return this;
    }

    /** The jar that it is started from. */
    public Path jar() {
        return jar;
    }

    /** Starts it from another jar, such as one that was extracted. */
    public ServiceProcess jar(Path other) {
        this.jar = other;
        return this;
    }

    /** Puts a command before {@code java}, which must become it, such as {@code env}. */
    public ServiceProcess wrappedBy(List<String> command) {
        wrapper.addAll(command);
        return this;
    }

    /** Uses a database. */
    public ServiceProcess on(Database database) {
        environment.putAll(database.environment(service.replace("-service", "")));
        return options(database.options());
    }

    /** Uses a broker. */
    public ServiceProcess on(RabbitMqBroker broker) {
        return brokerAt(broker.host() + ":" + broker.port(), broker.username(), broker.password());
    }

    /** Uses a broker by way of a link. */
    public ServiceProcess on(RabbitMqBroker broker, BrokerLink link) {
        return brokerAt("127.0.0.1:" + link.port(), broker.username(), broker.password());
    }

    /** Uses a broker with several nodes: host:port, separated by commas. */
    public ServiceProcess brokerAt(String addresses, String username, String password) {
        environment.put("SPRING_RABBITMQ_ADDRESSES", addresses);
        environment.put("SPRING_RABBITMQ_USERNAME", username);
        environment.put("SPRING_RABBITMQ_PASSWORD", password);
        return this;
    }

    /** Starts it, and does not wait. */
    public ServiceProcess start() {
        if (isAlive()) {
            throw new IllegalStateException(service + " runs already");
        }
        List<String> command = new ArrayList<>(wrapper);
        command.add(java());
        command.addAll(options);
        command.addAll(temporaryOptions);
        command.add("-jar");
        command.add(jar.toString());
        command.addAll(arguments);
        process = Child.start(command, environment, log());
        return this;
    }

    /** Waits until it is ready for work. */
    public ServiceProcess awaitReady() {
        Awaitility.await(service + " gets ready, see " + log())
                .atMost(Duration.ofSeconds(120))
                .pollInterval(Duration.ofMillis(100))
                .failFast(service + " ended while it started, see " + log(), () -> !isAlive())
                .until(this::isReady);
        return this;
    }

    /** Whether it says that it is ready for work. */
    public boolean isReady() {
        try {
            return get("/actuator/health/readiness").statusCode() == 200;
        } catch (IOException ex) {
            return false;
        }
    }

    /** Gets something from it. */
    public HttpResponse<String> get(String path) throws IOException {
        return send(HttpRequest.newBuilder(url(path)).GET());
    }

    /** Posts JSON to it. */
    public HttpResponse<String> post(String path, String json) throws IOException {
        return send(HttpRequest.newBuilder(url(path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json)));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return HTTP.send(
                    request.header("Authorization", authorization())
                            .timeout(Duration.ofSeconds(30))
                            .build(),
                    BodyHandlers.ofString());
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted", ex);
        }
    }

    /** Where something of it is: actuator has a port of its own. */
    public URI url(String path) {
        return URI.create("http://127.0.0.1:" + (path.startsWith("/actuator") ? managementPort : port) + path);
    }

    /** The header {@code Authorization} of those who may do everything. */
    public static String authorization() {
        return "Basic " + Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
    }

    /** Its log, of all its lives. */
    public Path log() {
        return directory.resolve(service + ".log");
    }

    /** Whether its process is there. */
    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** The id of its process. */
    public long pid() {
        return running().pid();
    }

    /** The processor time that this process has used so far. */
    public Duration cpu() {
        return running().cpu();
    }

    private Child running() {
        if (process == null) {
            throw new IllegalStateException(service + " was not started");
        }
        return process;
    }

    /** Kills it, as {@code kill -9} does. */
    public void kill() {
        running().kill();
    }

    /** Stops it as an operator would; it is killed if it has not ended after a minute. Returns whether it ended by itself. */
    public boolean stop() {
        return process == null || process.stop(Duration.ofSeconds(60));
    }

    /** Ends it. Its log is gone then. */
    @Override
    public void close() {
        if (isAlive()) {
            kill();
        }
        Directories.delete(directory);
    }
}
