package com.example.messaging.unroutable;

import com.example.messaging.deadletter.EndpointAnswer;
import com.example.messaging.deadletter.RestingQueue;
import com.example.messaging.event.EventMetadata;
import com.example.messaging.publisher.Outgoing;
import com.example.messaging.publisher.PublisherConnection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageBuilder;
import org.springframework.amqp.core.MessageDeliveryMode;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/** Shows the events that no queue wanted, and sends them again. */
@Endpoint(id = "unroutable")
final class UnroutableEndpoint implements AutoCloseable {

    private static final int DEFAULT_LIMIT = 50;

    private final RestingQueue queue;

    private final PublisherConnection publisher;

    UnroutableEndpoint(String queue, ConnectionFactory connections, PublisherConnection publisher) {
        this.queue = new RestingQueue(queue, connections, publisher);
        this.publisher = publisher;
    }

    /**
     * An event that rests.
     *
     * @param id its id
     * @param type its type
     * @param source who published it
     * @param subject what it is about
     * @param time when it happened
     * @param exchange where it was published to
     * @param routingKey with which routing key
     */
    record Resting(
            String id,
            String type,
            String source,
            @Nullable String subject,
            @Nullable Instant time,
            @Nullable String exchange,
            @Nullable String routingKey) {

        static Resting of(Message message) {
            EventMetadata event = EventMetadata.of(message);
            return new Resting(
                    event.id(),
                    event.type(),
                    event.source(),
                    event.subject(),
                    event.time(),
                    message.getMessageProperties().getReceivedExchange(),
                    message.getMessageProperties().getReceivedRoutingKey());
        }
    }

    @ReadOperation
    WebEndpointResponse<Map<String, ?>> look(@Nullable Integer limit) {
        return EndpointAnswer.of(() -> {
            List<Resting> events = queue.look(message -> true, limit == null ? DEFAULT_LIMIT : limit).stream()
                    .map(Resting::of)
                    .toList();
            return Map.of("count", queue.count(), "events", events);
        });
    }

    /**
     * Publishes the resting events once more, to where they were published. What still finds no queue rests again.
     *
     * @param type only this event type
     */
    @WriteOperation
    WebEndpointResponse<Map<String, ?>> resend(@Nullable String type) {
        return EndpointAnswer.of(() -> {
            RestingQueue.Sent sent = queue.send(
                    message -> type == null
                            || type.equals(EventMetadata.of(message).type()),
                    Integer.MAX_VALUE,
                    UnroutableEndpoint::asBefore,
                    message -> {});
            return Map.of(
                    "sent", sent.sent(),
                    "refused", sent.refused(),
                    "reason", sent.reason(),
                    "remaining", sent.remaining());
        });
    }

    private static Outgoing asBefore(Message message) {
        var properties = message.getMessageProperties();
        return Outgoing.of(
                String.valueOf(properties.getReceivedExchange()),
                String.valueOf(properties.getReceivedRoutingKey()),
                MessageBuilder.fromClonedMessage(message)
                        .removeHeader("x-delivery-count")
                        .setDeliveryMode(MessageDeliveryMode.PERSISTENT)
                        .build());
    }

    @Override
    public void close() {
        publisher.close();
    }
}
