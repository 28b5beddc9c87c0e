package com.example.messaging.publisher;

import com.rabbitmq.client.BlockedListener;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.AmqpIOException;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.connection.Connection;
import org.springframework.amqp.rabbit.connection.ConnectionListener;
import org.springframework.amqp.rabbit.support.RabbitExceptionTranslator;

/**
 * A connection for publishing only: a broker that holds back publishers ("Memory and Disk Alarms") holds back whole
 * connections, and consumers must go on acknowledging. It is opened when it is first needed, and again when it was lost.
 */
public final class PublisherConnection implements AutoCloseable {

    private static final Logger logger = LoggerFactory.getLogger(PublisherConnection.class);

    private final CachingConnectionFactory connections;

    private final String name;

    private volatile boolean blocked;

    PublisherConnection(CachingConnectionFactory connections, String name) {
        this.connections = connections;
        this.name = name;
        connections.addConnectionListener(new ConnectionListener() {

            @Override
            public void onCreate(@Nullable Connection connection) {
                watch(Objects.requireNonNull(connection));
            }

            /** Who holds back a connection that is lost never says that it may go on. */
            @Override
            public void onShutDown(ShutdownSignalException signal) {
                blocked = false;
            }
        });
    }

    private void watch(Connection connection) {
        blocked = false;
        connection.addBlockedListener(new BlockedListener() {

            @Override
            public void handleBlocked(String reason) {
                blocked = true;
                logger.warn("RabbitMQ holds back the connection '{}': {}", name, reason);
            }

            @Override
            public void handleUnblocked() {
                blocked = false;
                logger.info("RabbitMQ lets the connection '{}' publish again", name);
            }
        });
    }

    /**
     * Opens a channel, and the connection if it is not there.
     *
     * @throws AmqpException if the broker can't be reached, or refuses
     */
    public ConfirmChannel openChannel() {
        try {
            return new ConfirmChannel(newChannel(), () -> blocked);
        } catch (IOException | ShutdownSignalException ex) {
            throw RabbitExceptionTranslator.convertRabbitAccessException(ex);
        }
    }

    /**
     * Opens a channel for whoever drives it by themselves, and the connection if it is not there.
     *
     * @return the client's own channel: the proxy around it would replace one that the broker closed
     * @throws AmqpException if the broker can't be reached, or refuses
     */
    public Channel newChannel() {
        com.rabbitmq.client.Connection connection =
                Objects.requireNonNull(connections.createConnection().getDelegate(), "Not connected");
        try {
            Channel channel = connection.createChannel();
            if (channel == null) {
                throw new AmqpIOException(new IOException("The connection has no channel left"));
            }
            return channel;
        } catch (IOException | ShutdownSignalException ex) {
            throw RabbitExceptionTranslator.convertRabbitAccessException(ex);
        }
    }

    /** Whether the broker holds this connection back. */
    public boolean isBlocked() {
        return blocked;
    }

    @Override
    public void close() {
        connections.destroy();
    }
}
