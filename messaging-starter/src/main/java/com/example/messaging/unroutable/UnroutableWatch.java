package com.example.messaging.unroutable;

import com.example.messaging.event.EventMetadata;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.connection.Connection;
import org.springframework.amqp.rabbit.connection.ConnectionListener;
import org.springframework.amqp.rabbit.support.DefaultMessagePropertiesConverter;

/**
 * Tells of every event of this service that no queue wanted, when it happens: nobody waits for such an event, and nothing
 * fails. It listens at the alternate exchange with a queue of its own that goes with its connection, beside the queue
 * where the events rest.
 */
final class UnroutableWatch implements ConnectionListener {

    private static final Logger logger = LoggerFactory.getLogger(UnroutableWatch.class);

    private static final DefaultMessagePropertiesConverter CONVERTER = new DefaultMessagePropertiesConverter();

    /** Enough to tell; who publishes faster than this reads gets fewer lines. */
    private static final int LONGEST = 1_000;

    private final String exchange;

    private final long maxLength;

    private final String source;

    private final Counter arrived;

    private final Counter dropped;

    UnroutableWatch(String exchange, long maxLength, String service, MeterRegistry registry) {
        this.exchange = exchange;
        this.maxLength = maxLength;
        this.source = "/" + service;
        this.arrived = Counter.builder("messaging.unroutable")
                .description("Events of this service that no queue wanted")
                .register(registry);
        this.dropped = Counter.builder("messaging.unroutable.dropped")
                .description("Events of this service that filled or overfilled their queue: the oldest make room")
                .register(registry);
    }

    private @Nullable Channel watched;

    /** Each connection tries, and the first says so. */
    private boolean forbidden;

    /** One watch at a time is enough, whatever connections there are. */
    @Override
    public synchronized void onCreate(@Nullable Connection connection) {
        if (watched != null && watched.isOpen()) {
            return;
        }
        try {
            Channel channel = Objects.requireNonNull(
                            Objects.requireNonNull(connection).getDelegate())
                    .createChannel();
            String queue = channel.queueDeclare("", false, true, true, Map.of("x-max-length", LONGEST))
                    .getQueue();
            channel.queueBind(queue, exchange, "");
            channel.basicConsume(queue, true, new Watcher(channel));
            watched = channel;
        } catch (IOException | RuntimeException ex) {
            tell(ex);
        }
    }

    private void tell(Exception ex) {
        if (ex.getCause() instanceof ShutdownSignalException shutdown
                && shutdown.getReason() instanceof AMQP.Channel.Close close
                && close.getReplyCode() == AMQP.ACCESS_REFUSED) {
            if (!forbidden) {
                logger.warn(
                        "Events that no queue wants rest in queue '{}', but will not be told of: {}. Give the user of 'spring.rabbitmq.username' the permissions to configure, write and read '^amq\\.gen-.*$', and to read '{}'",
                        exchange,
                        close.getReplyText(),
                        exchange);
            }
            forbidden = true;
            return;
        }
        logger.warn(
                "Events that no queue wants will not be told of until the next connection: {}",
                String.valueOf(ex.getMessage()));
    }

    /** Hears of every event that rests. */
    private final class Watcher extends DefaultConsumer {

        Watcher(Channel channel) {
            super(channel);
        }

        @Override
        public void handleDelivery(
                String consumerTag, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
            EventMetadata event =
                    EventMetadata.of(new Message(body, CONVERTER.toMessageProperties(properties, envelope, "UTF-8")));
            if (!event.source().equals(source)) {
                return;
            }
            arrived.increment();
            logger.warn(
                    "No queue is bound to exchange '{}' for event {} of type {}; it rests in queue '{}'. Declare a binding, then send it again",
                    envelope.getExchange(),
                    event.id(),
                    event.type(),
                    exchange);
            try {
                if (getChannel().messageCount(exchange) >= maxLength) {
                    dropped.increment();
                    logger.error(
                            "The queue '{}' is full with {} events that no queue wanted: the oldest make room for new ones, and are gone",
                            exchange,
                            maxLength);
                }
            } catch (IOException | RuntimeException ex) {
                logger.debug("The length of queue '{}' can't be read", exchange, ex);
            }
        }
    }
}
