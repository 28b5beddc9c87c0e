package com.example.messaging.deadletter;

import com.example.messaging.EventHeaders;
import com.example.messaging.properties.MessagingProperties;
import com.example.messaging.properties.QueueProperties;
import com.example.messaging.publisher.Outgoing;
import com.example.messaging.publisher.PublisherConnection;
import com.example.messaging.topology.Topology;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageBuilder;
import org.springframework.amqp.core.MessageDeliveryMode;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;

/**
 * Shows the dead letters of this service's queues, and sends them back to the queue that they failed on, and to no other
 * that the event went to. A replayed message has all its attempts again; what was handled already is recognized by the
 * inbox, also when a replay was broken off and sends a message twice.
 */
public final class Replay implements AutoCloseable {

    private static final Logger logger = LoggerFactory.getLogger(Replay.class);

    private final MessagingProperties properties;

    private final ConnectionFactory connections;

    private final PublisherConnection publisher;

    private final Map<String, RestingQueue> resting = new ConcurrentHashMap<>();

    Replay(MessagingProperties properties, ConnectionFactory connections, PublisherConnection publisher) {
        this.properties = properties;
        this.connections = connections;
        this.publisher = publisher;
    }

    /**
     * Counts the dead letters of each queue.
     *
     * @throws AmqpException if the broker can't be reached
     */
    public Map<String, Long> counts() {
        Map<String, Long> counts = new TreeMap<>();
        properties.queues().forEach((queue, settings) -> {
            if (settings.deadLetter()) {
                counts.put(queue, Math.max(0, resting(queue).count()));
            }
        });
        return counts;
    }

    /**
     * Shows dead letters of a queue, the oldest first, and leaves them where they are.
     *
     * @param queue the queue that they failed on
     * @param filter which of them
     * @param limit how many at most
     * @throws IllegalArgumentException if this service has no such queue, or none for its dead letters
     * @throws AmqpException if the broker can't be reached
     */
    public List<DeadLetterView> look(String queue, DeadLetterFilter filter, int limit) {
        return resting(queue).look(message -> matches(filter, message), limit).stream()
                .map(DeadLetterView::of)
                .toList();
    }

    /**
     * Sends dead letters back to their queue. Each is removed when the broker has confirmed it there.
     *
     * @param queue the queue that they failed on
     * @param filter which of them
     * @param limit how many at most
     * @throws IllegalArgumentException if this service has no such queue, or none for its dead letters
     * @throws AmqpException if the broker can't be reached; what was confirmed until then is replayed
     */
    public RestingQueue.Sent replay(String queue, DeadLetterFilter filter, int limit) {
        RestingQueue.Sent result = resting(queue)
                .send(
                        message -> matches(filter, message),
                        limit,
                        deadLetter -> Outgoing.of("", queue, asReplay(deadLetter)),
                        deadLetter -> logger.info(
                                "Replayed message {} to queue '{}'",
                                deadLetter.getMessageProperties().getMessageId(),
                                queue));
        if (result.refused() > 0) {
            logger.error(
                    "{} dead letters of queue '{}' were not replayed, and rest where they were: {}",
                    result.refused(),
                    queue,
                    result.reason());
        }
        return result;
    }

    /** By what it was published as, which the broker's own dead letters tell only that way. */
    private static boolean matches(DeadLetterFilter filter, Message message) {
        rememberOrigin(message.getMessageProperties());
        return filter.matches(message);
    }

    private RestingQueue resting(String queue) {
        QueueProperties settings = properties.queues().get(queue);
        if (settings == null) {
            throw new IllegalArgumentException("This service has no queue '%s'; it has %s"
                    .formatted(queue, new TreeMap<>(properties.queues()).keySet()));
        }
        if (!settings.deadLetter()) {
            throw new IllegalArgumentException(
                    "The queue '%s' has no dead-letter queue: 'messaging.queues' sets its 'dead-letter' to false"
                            .formatted(queue));
        }
        return resting.computeIfAbsent(
                queue, name -> new RestingQueue(Topology.deadLetterQueue(name), connections, publisher));
    }

    /** As it was, with all its attempts before it; of its failures only the time of the first is kept. */
    static Message asReplay(Message deadLetter) {
        Message replay = MessageBuilder.fromClonedMessage(deadLetter).build();
        MessageProperties properties = replay.getMessageProperties();
        Map<String, Object> headers = properties.getHeaders();
        rememberOrigin(properties);
        headers.keySet()
                .removeIf(name -> name.startsWith("x-")
                        || name.equals(EventHeaders.RETRY_ATTEMPTS)
                        || name.equals(EventHeaders.RETRY_FIRST_AT)
                        || (name.startsWith("failure-") && !name.equals(EventHeaders.FAILURE_FIRST_AT)));
        int replays = headers.get(EventHeaders.REPLAYS) instanceof Number before ? before.intValue() : 0;
        properties.setHeader(EventHeaders.REPLAYS, replays + 1);
        properties.setDeliveryMode(MessageDeliveryMode.PERSISTENT);
        return replay;
    }

    /** What the broker dead-lettered does not say by itself where it was published to, but its history does. */
    private static void rememberOrigin(MessageProperties properties) {
        if (properties.getHeader(EventHeaders.ORIGIN_ROUTING_KEY) == null
                && properties.getHeader("x-death") instanceof List<?> deaths
                && !deaths.isEmpty()
                && deaths.get(deaths.size() - 1) instanceof Map<?, ?> first
                && first.get("routing-keys") instanceof List<?> keys
                && !keys.isEmpty()) {
            properties.setHeader(EventHeaders.ORIGIN_EXCHANGE, String.valueOf(first.get("exchange")));
            properties.setHeader(EventHeaders.ORIGIN_ROUTING_KEY, String.valueOf(keys.get(0)));
        }
    }

    @Override
    public void close() {
        publisher.close();
    }
}
