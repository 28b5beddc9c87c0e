package com.example.messaging.test;

import java.util.Map;
import java.util.Optional;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.testcontainers.rabbitmq.RabbitMQContainer;
import org.testcontainers.utility.DockerImageName;

/** A broker in a container, by Testcontainers, where {@code container-images.sh} finds that this will work. */
final class ContainerBroker {

    static final String SCRIPT = "container-images.sh";

    private static final Log logger = LogFactory.getLog(ContainerBroker.class);

    private ContainerBroker() {}

    static Optional<RabbitMqBroker> find() {
        return Script.run(SCRIPT, Map.of()).flatMap(ContainerBroker::start);
    }

    private static Optional<RabbitMqBroker> start(String image) {
        RabbitMQContainer container =
                new RabbitMQContainer(DockerImageName.parse(image).asCompatibleSubstituteFor("rabbitmq"));
        try {
            container.start();
        } catch (RuntimeException ex) {
            container.stop();
            logger.warn("The container of %s does not start; trying the installed RabbitMQ".formatted(image), ex);
            return Optional.empty();
        }
        return Optional.of(new RabbitMqBroker(
                container.getHost(),
                container.getAmqpPort(),
                container.getHttpPort(),
                container.getAdminUsername(),
                container.getAdminPassword(),
                "container of " + image));
    }
}
