package com.example.messaging.publisher;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.Objects;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.rabbit.connection.Connection;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.support.RabbitExceptionTranslator;

/**
 * A channel of the client's own. Spring's would reopen by themselves, and what was taken from a queue on one must not be
 * settled on another.
 */
public final class ClientChannel {

    private ClientChannel() {}

    /** Some work on a channel. */
    public interface Work<T> {

        /** Does it. */
        T on(Channel channel) throws IOException;
    }

    /**
     * Does some work on a new channel, and closes it: what was taken from a queue and not settled goes back.
     *
     * @throws AmqpException if the broker can't be reached, or refuses
     */
    public static <T> T call(ConnectionFactory connections, Work<T> work) {
        try (Connection connection = connections.createConnection()) {
            Channel channel = Objects.requireNonNull(connection.getDelegate(), "Not connected")
                    .createChannel();
            if (channel == null) {
                throw new IOException("The connection has no channel left");
            }
            try {
                return work.on(channel);
            } finally {
                channel.abort();
            }
        } catch (IOException | ShutdownSignalException ex) {
            throw RabbitExceptionTranslator.convertRabbitAccessException(ex);
        }
    }
}
