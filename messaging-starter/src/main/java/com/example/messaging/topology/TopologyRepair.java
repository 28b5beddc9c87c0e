package com.example.messaging.topology;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.rabbit.connection.Connection;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.listener.MissingQueueEvent;
import org.springframework.context.ApplicationListener;

/** Declares the topology again when a listener finds its queue missing, because somebody deleted it meanwhile. */
final class TopologyRepair implements ApplicationListener<MissingQueueEvent> {

    private static final Logger logger = LoggerFactory.getLogger(TopologyRepair.class);

    private final ConnectionFactory connections;

    private final TopologyDeclarer declarer;

    TopologyRepair(ConnectionFactory connections, TopologyDeclarer declarer) {
        this.connections = connections;
        this.declarer = declarer;
    }

    @Override
    public void onApplicationEvent(MissingQueueEvent event) {
        logger.warn(
                "The queue '{}' is missing on RabbitMQ, or can't be used: declaring the topology again",
                event.getQueue());
        try (Connection connection = connections.createConnection()) {
            declarer.onCreate(connection);
        } catch (AmqpException ex) {
            logger.debug("RabbitMQ can't be reached; the next connection declares the topology", ex);
        }
    }
}
