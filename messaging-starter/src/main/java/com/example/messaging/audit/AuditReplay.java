package com.example.messaging.audit;

import com.example.messaging.EventHeaders;
import com.example.messaging.publisher.ConfirmChannel;
import com.example.messaging.publisher.Outcome;
import com.example.messaging.publisher.Outgoing;
import com.example.messaging.publisher.PublisherConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageBuilder;
import org.springframework.amqp.core.MessageDeliveryMode;

/** Sends events on to one queue, in flights, each confirmed before the next; ends with the first that is refused. */
final class AuditReplay implements AutoCloseable {

    private static final int FLIGHT = 250;

    private static final Duration CONFIRM_TIMEOUT = Duration.ofSeconds(10);

    private final String queue;

    private final ConfirmChannel channel;

    private final List<Message> flight = new ArrayList<>();

    private int sent;

    private int refused;

    private String reason = "";

    private long firstRefused = -1;

    AuditReplay(String queue, PublisherConnection publisher) {
        this.queue = queue;
        this.channel = publisher.openChannel();
    }

    /** Adds an event; says whether there is to be another one. */
    boolean add(Message event) {
        flight.add(event);
        return flight.size() < FLIGHT || flush();
    }

    /** Sends those that were added. Returns whether all were taken. */
    boolean flush() {
        if (flight.isEmpty() || refused > 0) {
            return refused == 0;
        }
        try {
            List<Outcome> outcomes = channel.send(
                    flight.stream()
                            .map(event -> Outgoing.of("", queue, asReplay(event)))
                            .toList(),
                    CONFIRM_TIMEOUT);
            for (int i = 0; i < outcomes.size(); i++) {
                if (outcomes.get(i).isConfirmed()) {
                    sent++;
                } else {
                    refused(flight.get(i), outcomes.get(i));
                }
            }
            flight.clear();
            return refused == 0;
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new AmqpException("Interrupted; what was confirmed is replayed", ex);
        }
    }

    private void refused(Message event, Outcome outcome) {
        if (refused == 0) {
            reason = outcome.reason();
            firstRefused = AuditReader.offsetOf(event);
        }
        refused++;
    }

    /** As it was, and says where it was published to, which its new routing key does not. */
    private static Message asReplay(Message event) {
        String exchange = String.valueOf(event.getMessageProperties().getReceivedExchange());
        String routingKey = String.valueOf(event.getMessageProperties().getReceivedRoutingKey());
        Message replay = MessageBuilder.fromClonedMessage(event)
                .setDeliveryMode(MessageDeliveryMode.PERSISTENT)
                .build();
        AuditReader.forgetOffset(replay);
        replay.getMessageProperties().setHeader(EventHeaders.ORIGIN_EXCHANGE, exchange);
        replay.getMessageProperties().setHeader(EventHeaders.ORIGIN_ROUTING_KEY, routingKey);
        return replay;
    }

    int sent() {
        return sent;
    }

    int refused() {
        return refused;
    }

    String reason() {
        return reason;
    }

    long firstRefused() {
        return firstRefused;
    }

    @Override
    public void close() {
        channel.close();
    }
}
