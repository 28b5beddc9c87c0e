package com.example.messaging.retry;

import com.example.messaging.EventHeaders;
import com.example.messaging.EventPublicationException;
import com.example.messaging.publisher.ConfirmedSender;
import com.example.messaging.topology.Topology;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageBuilder;
import org.springframework.amqp.core.MessageDeliveryMode;
import org.springframework.amqp.core.MessageProperties;

/** Puts failed messages where they wait for their next attempt. */
public final class RetryTiers {

    /** Longer than for an event: nobody waits for an answer, and the message stays where it is until this is done. */
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final ConfirmedSender sender;

    RetryTiers(ConfirmedSender sender) {
        this.sender = sender;
    }

    /**
     * Stores a message until its next attempt, when the broker puts it back on its queue, behind what is there. When this
     * returns, the original may be acknowledged.
     *
     * @param queue the queue that it failed on
     * @param attempts how many were made
     * @param firstAt when the first failed
     * @param delay how long it is to wait; one of those in the configuration
     * @throws EventPublicationException if the broker does not have it; the original must not be acknowledged
     */
    public void add(String queue, Message message, int attempts, Instant firstAt, Duration delay) {
        Message waiting = MessageBuilder.fromClonedMessage(message)
                .setHeader(EventHeaders.RETRY_ATTEMPTS, attempts)
                .setHeader(EventHeaders.RETRY_FIRST_AT, firstAt.toString())
                .build();
        MessageProperties properties = waiting.getMessageProperties();
        rememberOrigin(properties);
        // It is to wait as long as its delay says, and must outlive the broker.
        properties.setExpiration(null);
        properties.setDeliveryMode(MessageDeliveryMode.PERSISTENT);
        sender.send(Topology.retryTier(delay), queue, waiting, TIMEOUT);
    }

    /** Notes where a message was published to, unless that is noted: it comes back by another way. */
    public static void rememberOrigin(MessageProperties properties) {
        if (properties.getHeader(EventHeaders.ORIGIN_ROUTING_KEY) == null) {
            properties.setHeader(EventHeaders.ORIGIN_EXCHANGE, text(properties.getReceivedExchange()));
            properties.setHeader(EventHeaders.ORIGIN_ROUTING_KEY, text(properties.getReceivedRoutingKey()));
        }
    }

    private static String text(@Nullable String received) {
        return received == null ? "" : received;
    }
}
