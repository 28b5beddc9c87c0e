package com.example.messaging.test;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitAdmin;
import org.springframework.amqp.rabbit.core.RabbitTemplate;

/**
 * A virtual host that belongs to one test context. Its {@link #template()} and {@link #admin()} go to the broker
 * directly, on a connection of their own, so that a test sees what is there whatever it does to the application's.
 */
public final class VirtualHost implements AutoCloseable {

    private final RabbitMqBroker broker;

    private final String name;

    private final ManagementApi management;

    private final List<BrokerUser> users = new CopyOnWriteArrayList<>();

    private final CachingConnectionFactory connections;

    private final RabbitTemplate template;

    private final AmqpAdmin admin;

    VirtualHost(RabbitMqBroker broker, String name, ManagementApi management) {
        this.broker = broker;
        this.name = name;
        this.management = management;
        this.connections = new CachingConnectionFactory(broker.host(), broker.port());
        this.connections.setUsername(broker.username());
        this.connections.setPassword(broker.password());
        this.connections.setVirtualHost(name);
        this.template = new RabbitTemplate(connections);
        this.admin = new RabbitAdmin(template);
    }

    /** The broker that it is on. */
    public RabbitMqBroker broker() {
        return broker;
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** The properties with which a Spring Boot application reaches it. */
    public Map<String, Object> springProperties() {
        return springProperties(broker.host(), broker.port());
    }

    /** The properties with which it reaches it by way of a link that can break. */
    public Map<String, Object> springProperties(BrokerLink link) {
        return springProperties("127.0.0.1", link.port());
    }

    private Map<String, Object> springProperties(String host, int port) {
        return Map.of(
                "spring.rabbitmq.host", host,
                "spring.rabbitmq.port", port,
                "spring.rabbitmq.username", broker.username(),
                "spring.rabbitmq.password", broker.password(),
                "spring.rabbitmq.virtual-host", name);
    }

    /** Sends and receives as a plain client would. */
    public RabbitTemplate template() {
        return template;
    }

    /** Declares, counts and purges. */
    public AmqpAdmin admin() {
        return admin;
    }

    /** Returns how many messages wait in the queue, unacknowledged ones not counted; -1 if there is no such queue. */
    public long depth(String queue) {
        var info = admin.getQueueInfo(queue);
        return info == null ? -1 : info.getMessageCount();
    }

    /** Takes the oldest message out of the queue, or returns {@code null} after 10 seconds. */
    public @Nullable Message take(String queue) {
        return template.receive(queue, 10_000);
    }

    /**
     * Creates a user who may do on this virtual host, and nowhere else, what these regular expressions match.
     *
     * @param configure names of exchanges and queues that it may declare and delete
     * @param write names of exchanges that it may publish to, and of queues that it may bind
     * @param read names of queues that it may consume from, and of exchanges that it may bind to
     */
    public BrokerUser newUser(String configure, String write, String read) {
        String id = UUID.randomUUID().toString();
        BrokerUser user = new BrokerUser(this, "user-" + id, "password-" + id);
        management.createUser(user.name(), user.password());
        users.add(user);
        management.allow(user.name(), name, configure, write, read);
        return user;
    }

    /**
     * Imports a file of definitions, all on this virtual host. Its users get other names and passwords, and have the
     * file's permissions on this virtual host only.
     *
     * @return its users, by their names in the file
     */
    public Map<String, BrokerUser> importDefinitions(Path file) {
        BrokerDefinitions definitions = BrokerDefinitions.of(file, this);
        users.addAll(definitions.users().values());
        management.importDefinitions(definitions.json());
        return definitions.users();
    }

    /** Deletes it, with everything in it, and its users. */
    @Override
    public void close() {
        connections.destroy();
        users.forEach(user -> management.deleteUser(user.name()));
        management.deleteVirtualHost(name);
    }
}
