package com.example.messaging.test;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
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

    /** The properties with which it does so by way of a link that can break. */
    public Map<String, Object> springProperties(BrokerLink link) {
        return asThisUser(virtualHost.springProperties(link));
    }

    private Map<String, Object> asThisUser(Map<String, Object> properties) {
        Map<String, Object> own = new HashMap<>(properties);
        own.put("spring.rabbitmq.username", name);
        own.put("spring.rabbitmq.password", password);
        return own;
    }

    /** Something that somebody tries on a channel. */
    public interface Attempt {

        /** Tries it. */
        void on(Channel channel) throws IOException;
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
}
