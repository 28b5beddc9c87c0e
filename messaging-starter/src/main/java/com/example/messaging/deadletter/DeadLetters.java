package com.example.messaging.deadletter;

import com.example.messaging.EventHeaders;
import com.example.messaging.EventPublicationException;
import com.example.messaging.properties.MessagingProperties;
import com.example.messaging.publisher.ConfirmedSender;
import com.example.messaging.retry.RetryTiers;
import com.example.messaging.topology.Topology;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageBuilder;
import org.springframework.amqp.core.MessageDeliveryMode;

/** Moves messages that could not be processed to the dead-letter queue of the queue that they failed on. */
public final class DeadLetters {

    private static final Logger logger = LoggerFactory.getLogger(DeadLetters.class);

    /** Longer than for an event: nobody waits for an answer, and the message stays where it is until this is done. */
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final MessagingProperties properties;

    private final ConfirmedSender sender;

    private final String service;

    DeadLetters(MessagingProperties properties, ConfirmedSender sender, String service) {
        this.properties = properties;
        this.sender = sender;
        this.service = service;
    }

    /**
     * Stores a message in the dead-letter queue, body and headers as they are and the reason in further headers. When
     * this returns, the original may be acknowledged. A queue that wants no dead letters loses the message here.
     *
     * @param queue the queue that it failed on
     * @return whether it is kept; false if the queue wants no dead letters
     * @throws EventPublicationException if the broker does not have it; the original must not be acknowledged
     */
    public boolean add(String queue, Message message, Failure failure) {
        Throwable cause = failure.cause();
        var configured = properties.queues().get(queue);
        if (configured == null || !configured.deadLetter()) {
            logger.error(
                    "Dropped a message from queue '{}' after {} attempt(s), because it has no dead-letter queue: {}",
                    queue,
                    failure.attempts(),
                    cause.toString());
            return false;
        }
        Message deadLetter = MessageBuilder.fromClonedMessage(message)
                .copyHeaders(FailureHeaders.of(message, failure, queue, service))
                .removeHeader(EventHeaders.RETRY_ATTEMPTS)
                .removeHeader(EventHeaders.RETRY_FIRST_AT)
                .build();
        RetryTiers.rememberOrigin(deadLetter.getMessageProperties());
        // As the broker does it: a dead letter does not expire, and outlives the broker.
        deadLetter.getMessageProperties().setExpiration(null);
        deadLetter.getMessageProperties().setDeliveryMode(MessageDeliveryMode.PERSISTENT);
        sender.send(properties.deadLetter().exchange(), queue, deadLetter, TIMEOUT);
        logger.error(
                "Dead-lettered a message from queue '{}' to '{}' after {} attempt(s): {}",
                queue,
                Topology.deadLetterQueue(queue),
                failure.attempts(),
                cause.toString());
        return true;
    }
}
