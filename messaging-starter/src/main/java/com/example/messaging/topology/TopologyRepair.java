package com.example.messaging.topology;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.rabbit.connection.Connection;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.listener.MissingQueueEvent;
import org.springframework.context.ApplicationListener;

/**
 * Sees to the topology again when a listener finds its queue missing, because somebody deleted it meanwhile, and when
 * somebody asks.
 */
final class TopologyRepair implements ApplicationListener<MissingQueueEvent> {

    private static final Logger logger = LoggerFactory.getLogger(TopologyRepair.class);

    private final ConnectionFactory connections;

    private final TopologyListener topology;

    TopologyRepair(ConnectionFactory connections, TopologyListener topology) {
        this.connections = connections;
        this.topology = topology;
    }

    @Override
    public void onApplicationEvent(MissingQueueEvent event) {
        logger.warn(
                "The queue '{}' is missing on RabbitMQ, or can't be used: {} the topology again",
                event.getQueue(),
                topology.doing());
        again();
    }

    /** Does nothing while the broker can't be reached: the next connection does. */
    void again() {
        try (Connection connection = connections.createConnection()) {
            topology.onCreate(connection);
        } catch (AmqpException ex) {
            logger.debug("RabbitMQ can't be reached; the next connection sees to the topology", ex);
        }
    }
}
