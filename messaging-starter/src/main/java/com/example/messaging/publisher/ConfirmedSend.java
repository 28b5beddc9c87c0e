package com.example.messaging.publisher;

import com.example.messaging.BrokerUnavailableException;
import com.example.messaging.EventPublicationException;
import com.example.messaging.EventRefusedException;
import com.example.messaging.UnroutableEventException;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Return;
import com.rabbitmq.client.ReturnCallback;
import com.rabbitmq.client.ReturnListener;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.connection.ChannelProxy;
import org.springframework.amqp.rabbit.connection.Connection;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.connection.RabbitUtils;
import org.springframework.amqp.rabbit.support.DefaultMessagePropertiesConverter;

/**
 * One message on its way: published as mandatory on a confirm channel, then waited for.
 *
 * @param exchange where to
 * @param routingKey with which key
 * @param message what
 * @param deadline until when, by {@link System#nanoTime()}; past it nothing is sent any more
 */
record ConfirmedSend(String exchange, String routingKey, Message message, long deadline) {

    private static final DefaultMessagePropertiesConverter PROPERTIES = new DefaultMessagePropertiesConverter();

    void execute(ConnectionFactory connections) {
        try {
            Connection connection = connections.createConnection();
            Channel channel = connection.createChannel(false);
            boolean clean = false;
            try {
                publishAndWait(((ChannelProxy) channel).getTargetChannel());
                clean = true;
            } catch (EventRefusedException | UnroutableEventException answered) {
                clean = channel.isOpen();
                throw answered;
            } finally {
                if (!clean) {
                    // Late confirms must not meet the next message.
                    RabbitUtils.setPhysicalCloseRequired(channel, true);
                }
                RabbitUtils.closeChannel(channel);
            }
        } catch (AmqpException | IOException | ShutdownSignalException ex) {
            throw explain(ex);
        } catch (TimeoutException ex) {
            throw new BrokerUnavailableException(
                    "RabbitMQ did not confirm the message for exchange '%s' in time".formatted(exchange), ex);
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new BrokerUnavailableException("Interrupted while waiting for RabbitMQ's confirm", ex);
        }
    }

    /**
     * Takes the client's own channel: the proxy around it replaces a channel that the broker closed by a new one, which
     * has nothing to wait for and would call everything confirmed.
     */
    private void publishAndWait(Channel channel) throws IOException, TimeoutException, InterruptedException {
        AtomicReference<@Nullable Return> returned = new AtomicReference<>();
        ReturnListener returns = channel.addReturnListener((ReturnCallback) returned::set);
        try {
            AMQP.BasicProperties properties = PROPERTIES.fromMessageProperties(message.getMessageProperties(), "UTF-8");
            if (remainingMillis() <= 0) {
                throw new TimeoutException("Too late to publish");
            }
            channel.basicPublish(exchange, routingKey, true, properties, message.getBody());
            boolean acknowledged = channel.waitForConfirms(Math.max(1, remainingMillis()));
            // The broker returns a message before it confirms it, and on the same channel.
            Return unroutable = returned.get();
            if (unroutable != null) {
                throw new UnroutableEventException(
                        "No queue is bound to exchange '%s' for routing key '%s' (%s). Declare a binding, or give the exchange its alternate exchange"
                                .formatted(exchange, routingKey, unroutable.getReplyText()),
                        null);
            }
            if (!acknowledged) {
                throw new EventRefusedException(
                        "RabbitMQ refused the message for exchange '%s' with routing key '%s' (nack): a queue is full or has no majority of its nodes"
                                .formatted(exchange, routingKey),
                        null);
            }
        } finally {
            channel.removeReturnListener(returns);
        }
    }

    private long remainingMillis() {
        return TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    }

    /** The broker closes the channel of a message that it does not take, and says why. */
    private EventPublicationException explain(Exception ex) {
        for (Throwable cause = ex; cause != null; cause = cause.getCause()) {
            if (cause instanceof ShutdownSignalException shutdown
                    && shutdown.getReason() instanceof AMQP.Channel.Close close) {
                return close.getReplyCode() == AMQP.NOT_FOUND
                        ? new UnroutableEventException(
                                "The exchange '%s' does not exist. Name it in 'messaging.exchanges' of the service that owns it"
                                        .formatted(exchange),
                                ex)
                        : new EventRefusedException(
                                "RabbitMQ refused the message for exchange '%s' with routing key '%s': %s"
                                        .formatted(exchange, routingKey, close.getReplyText()),
                                ex);
            }
        }
        return new BrokerUnavailableException("RabbitMQ can't be reached: " + ex.getMessage(), ex);
    }
}
