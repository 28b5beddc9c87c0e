package com.example.messaging.test;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.rabbitmq.RabbitMQContainer;
import org.testcontainers.utility.DockerImageName;

/** A broker in a container, by Testcontainers, where {@code container-images.sh} finds that this will work. */
final class ContainerBroker {

    static final String SCRIPT = "container-images.sh";

    private static final int MQTT_PORT = 1883;

    private static final int STOMP_PORT = 61613;

    private static final String PLUGINS = "[rabbitmq_management,rabbitmq_prometheus,rabbitmq_mqtt,rabbitmq_stomp].";

    private static final Log logger = LogFactory.getLog(ContainerBroker.class);

    private ContainerBroker() {}

    static Optional<RabbitMqBroker> find() {
        return start(container -> container
                        .withCopyToContainer(Transferable.of(PLUGINS), "/etc/rabbitmq/enabled_plugins")
                        .addExposedPorts(MQTT_PORT, STOMP_PORT))
                .map(ContainerBroker::broker);
    }

    /**
     * Starts one, if that will work.
     *
     * @param customizer what is special about it
     */
    static Optional<RabbitMQContainer> start(Consumer<RabbitMQContainer> customizer) {
        return Script.run(SCRIPT, Map.of()).flatMap(image -> start(image, customizer));
    }

    private static Optional<RabbitMQContainer> start(String image, Consumer<RabbitMQContainer> customizer) {
        RabbitMQContainer container =
                new RabbitMQContainer(DockerImageName.parse(image).asCompatibleSubstituteFor("rabbitmq"));
        customizer.accept(container);
        try {
            container.start();
        } catch (RuntimeException ex) {
            container.stop();
            logger.warn("The container of %s does not start; trying the installed RabbitMQ".formatted(image), ex);
            return Optional.empty();
        }
        return Optional.of(container);
    }

    static RabbitMqBroker broker(RabbitMQContainer container) {
        return new RabbitMqBroker(
                container.getHost(),
                container.getAmqpPort(),
                container.getHttpPort(),
                container.getAdminUsername(),
                container.getAdminPassword(),
                "container of " + container.getDockerImageName(),
                ports(container));
    }

    private static Map<String, Integer> ports(RabbitMQContainer container) {
        return container.getExposedPorts().contains(MQTT_PORT)
                ? Map.of(
                        RabbitMqBroker.MQTT, container.getMappedPort(MQTT_PORT),
                        RabbitMqBroker.STOMP, container.getMappedPort(STOMP_PORT))
                : Map.of();
    }
}
