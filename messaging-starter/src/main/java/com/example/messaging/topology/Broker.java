package com.example.messaging.topology;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.util.Objects;
import org.springframework.amqp.rabbit.connection.Connection;

/**
 * What is asked of the broker on one connection. Each command has a channel of its own, because a refusal closes the
 * channel. The client's own channels, because Spring's reopen by themselves, connection and all, which would begin this
 * again.
 */
final class Broker {

    private final Connection connection;

    Broker(Connection connection) {
        this.connection = connection;
    }

    /** Something to do on a channel. */
    interface Command {

        void on(Channel channel) throws IOException;
    }

    void run(Command command) throws IOException {
        Channel channel = Objects.requireNonNull(connection.getDelegate(), "Not connected")
                .createChannel();
        if (channel == null) {
            throw new IOException("The connection has no channel left");
        }
        try {
            command.on(channel);
        } finally {
            if (channel.isOpen()) {
                channel.abort();
            }
        }
    }

    /**
     * Whether there is an exchange or a queue of this name.
     *
     * @throws IOException if the broker says something else than yes or no
     */
    boolean has(Declaration.Named object) throws IOException {
        try {
            run(object::lookUp);
            return true;
        } catch (IOException ex) {
            if (Refusal.isReply(ex, AMQP.NOT_FOUND)) {
                return false;
            }
            throw ex;
        }
    }

    /** Whether anything can still be asked. */
    boolean isThere() {
        return connection.isOpen();
    }
}
