package com.example.messaging.test;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/**
 * A user of the broker who may do on one virtual host what its permissions say, and nothing else. It is deleted with the
 * virtual host.
 *
 * @param virtualHost where it may do something
 * @param name its name, which no other test has
 * @param password its password
 */
public record BrokerUser(VirtualHost virtualHost, String name, String password) {

    /** The properties with which a Spring Boot application reaches the virtual host as this user. */
    public Map<String, Object> springProperties() {
        return asThisUser(virtualHost.springProperties());
    }

    Map<String, Object> asThisUser(Map<String, Object> properties) {
        Map<String, Object> own = new HashMap<>(properties);
        own.put("spring.rabbitmq.username", name);
        own.put("spring.rabbitmq.password", password);
        return own;
    }

    /** Calls the broker's management API, and returns the HTTP status of its answer. */
    public int manage(String method, String path) {
        RabbitMqBroker broker = virtualHost.broker();
        return new ManagementApi(new RabbitMqBroker(
                        broker.host(), broker.port(), broker.managementPort(), name, password, broker.origin()))
                .status(method, path);
    }

    /** Something that somebody tries on a channel. */
    public interface Attempt {

        /** Tries it. */
        void on(Channel channel) throws IOException;
    }

    /** Publishes something, and waits for the broker to confirm or to refuse it. */
    public static Attempt publishing(String exchange, String routingKey) {
        return channel -> {
            channel.confirmSelect();
            channel.basicPublish(exchange, routingKey, null, new byte[0]);
            try {
                channel.waitForConfirmsOrDie(10_000);
            } catch (InterruptedException ex) {
                Thread.currentThread().interrupt();
                throw new IOException(ex);
            } catch (TimeoutException ex) {
                throw new IOException(ex);
            }
        };
    }

    /** Tries something on a connection of this user's own, as any client could. */
    public void attempt(Attempt attempt) throws IOException {
        ConnectionFactory connections = new ConnectionFactory();
        connections.setHost(virtualHost.broker().host());
        connections.setPort(virtualHost.broker().port());
        connections.setVirtualHost(virtualHost.name());
        connections.setUsername(name);
        connections.setPassword(password);
        connections.setAutomaticRecoveryEnabled(false);
        try (Connection connection = connections.newConnection()) {
            attempt.on(connection.createChannel());
        } catch (TimeoutException ex) {
            throw new IOException(ex);
        }
    }

    /**
     * Tries something, and returns whether the broker refuses it for lack of a permission.
     *
     * @throws IOException if it fails for another reason
     */
    public boolean isRefused(Attempt attempt) throws IOException {
        try {
            attempt(attempt);
            return false;
        } catch (IOException | ShutdownSignalException ex) {
            Throwable cause = ex instanceof ShutdownSignalException ? ex : ex.getCause();
            if (cause instanceof ShutdownSignalException shutdown
                    && shutdown.getReason() instanceof AMQP.Channel.Close close
                    && close.getReplyCode() == AMQP.ACCESS_REFUSED) {
                return true;
            }
            throw ex;
        }
    }
}
