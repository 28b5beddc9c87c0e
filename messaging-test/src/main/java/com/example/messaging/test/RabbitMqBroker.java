package com.example.messaging.test;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * A running RabbitMQ that tests may use, with its management API.
 *
 * @param host where it listens
 * @param port its AMQP 0-9-1 port
 * @param managementPort the port of its management API
 * @param username a user who may create virtual hosts
 * @param password that user's password
 * @param origin where it comes from, for a person to read
 * @param ports where it listens for other protocols, by their names
 */
public record RabbitMqBroker(
        String host,
        int port,
        int managementPort,
        String username,
        String password,
        String origin,
        Map<String, Integer> ports) {

    /** MQTT 3.1.1, by the plugin {@code rabbitmq_mqtt}. */
    public static final String MQTT = "mqtt";

    /** STOMP, by the plugin {@code rabbitmq_stomp}. */
    public static final String STOMP = "stomp";

    private static final Log logger = LogFactory.getLog(RabbitMqBroker.class);

    private static @Nullable RabbitMqBroker shared;

    /** Why there is none: found out once, because that can take a minute. */
    private static @Nullable RuntimeException failure;

    /** One that speaks AMQP 0-9-1 only. */
    public RabbitMqBroker(String host, int port, int managementPort, String username, String password, String origin) {
        this(host, port, managementPort, username, password, origin, Map.of());
    }

    /**
     * Returns the broker that all tests of this JVM share, started on first use. In this order: the one that the
     * environment variables {@code RABBITMQ_HOST}, {@code RABBITMQ_PORT}, {@code RABBITMQ_MANAGEMENT_PORT},
     * {@code RABBITMQ_MQTT_PORT}, {@code RABBITMQ_STOMP_PORT}, {@code RABBITMQ_USERNAME} and
     * {@code RABBITMQ_PASSWORD} name; a container, where a Docker engine answers and has
     * the image or can pull it soon; a private node of the {@code rabbitmq-server} installed on this machine, which
     * ends with this JVM, however that ends.
     *
     * @throws IllegalStateException if there is none of the three, or it does not answer; says what to install
     */
    public static synchronized RabbitMqBroker shared() {
        if (failure != null) {
            throw new IllegalStateException(failure.getMessage(), failure);
        }
        if (shared == null) {
            try {
                shared = find();
            } catch (RuntimeException ex) {
                failure = ex;
                throw ex;
            }
        }
        return shared;
    }

    private static RabbitMqBroker find() {
        RabbitMqBroker found = firstOf(
                List.of(() -> ConfiguredBroker.find(System.getenv()), ContainerBroker::find, PrivateNode::find));
        String version = new ManagementApi(found).version();
        logger.info("Tests use RabbitMQ %s: %s, port %d".formatted(version, found.origin(), found.port()));
        return found;
    }

    static RabbitMqBroker firstOf(List<Supplier<Optional<RabbitMqBroker>>> sources) {
        return sources.stream()
                .map(Supplier::get)
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("""
                        These tests need a RabbitMQ, and there is none. Do one of these:
                          - install it: './kit test' does, or 'apt-get install rabbitmq-server', 'brew install rabbitmq'
                          - start a Docker engine that has RabbitMQ's image or can pull it
                          - name a running one: RABBITMQ_HOST, RABBITMQ_PORT, RABBITMQ_MANAGEMENT_PORT, \
                        RABBITMQ_USERNAME, RABBITMQ_PASSWORD
                        """));
    }

    /**
     * Returns where it listens for a protocol.
     *
     * @throws IllegalStateException if it does not; says what to do
     */
    public int port(String protocol) {
        Integer found = ports.get(protocol);
        if (found == null) {
            throw new IllegalStateException(
                    "%s does not speak %s, or nobody said where: enable the plugin 'rabbitmq_%s', and set RABBITMQ_%s_PORT"
                            .formatted(this, protocol, protocol, protocol.toUpperCase(Locale.ROOT)));
        }
        return found;
    }

    /** Creates an empty virtual host with a name that no other test has. Close it to delete it. */
    public VirtualHost newVirtualHost() {
        String name = "test-" + UUID.randomUUID();
        ManagementApi management = new ManagementApi(this);
        management.createVirtualHost(name);
        return new VirtualHost(this, name, management);
    }

    /** Opens a way to this broker that a test can break. Close it when the test is over. */
    public BrokerLink newLink() {
        return new BrokerLink(host, port);
    }

    @Override
    public String toString() {
        return "RabbitMQ at " + host + ":" + port + " (" + origin + ")";
    }
}
