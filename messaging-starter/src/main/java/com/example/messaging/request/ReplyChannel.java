package com.example.messaging.request;

import com.example.messaging.publisher.Outcome;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.Return;
import com.rabbitmq.client.ReturnCallback;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.core.Address;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.support.DefaultMessagePropertiesConverter;

/**
 * A channel on which requests go out and their answers come back ("Direct Reply-to": both have to be the same). Answers find
 * their requests by the correlation id. Any number may be on their way at once.
 */
final class ReplyChannel {

    private static final Logger logger = LoggerFactory.getLogger(ReplyChannel.class);

    private static final DefaultMessagePropertiesConverter CONVERTER = new DefaultMessagePropertiesConverter();

    private final Channel channel;

    /** By correlation id. */
    private final Map<String, PendingRequest> pending = new ConcurrentHashMap<>();

    /** By the broker's sequence number. */
    private final ConcurrentNavigableMap<Long, PendingRequest> unconfirmed = new ConcurrentSkipListMap<>();

    private ReplyChannel(Channel channel) {
        this.channel = channel;
    }

    /** Makes it of a new channel, which is closed if that fails. */
    static ReplyChannel open(Channel channel) throws IOException {
        ReplyChannel replies = new ReplyChannel(channel);
        try {
            replies.start();
            return replies;
        } catch (IOException | RuntimeException ex) {
            replies.abort();
            throw ex;
        }
    }

    private void start() throws IOException {
        channel.addShutdownListener(this::shutDown);
        channel.addReturnListener((ReturnCallback) this::returned);
        channel.addConfirmListener(
                (tag, multiple) -> settle(tag, multiple, PendingRequest::confirmed),
                (tag, multiple) -> settle(tag, multiple, request -> request.failed(Outcome.NACK)));
        channel.confirmSelect();
        channel.basicConsume(
                Address.AMQ_RABBITMQ_REPLY_TO,
                true,
                (consumer, answer) -> answered(answer),
                consumer -> logger.warn("RabbitMQ has cancelled the consumer of answers"));
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    /**
     * Sends a request; how it ends, it hears itself.
     *
     * @return false if the channel was closed before, and nothing was sent
     */
    boolean send(PendingRequest request) {
        pending.put(request.correlationId(), request);
        try {
            publish(request);
        } catch (AlreadyClosedException ex) {
            forget(request);
            return false;
        } catch (IOException ex) {
            request.failed(Outcome.ofShutdown(channel.getCloseReason()));
        } catch (IllegalArgumentException ex) {
            request.failed(new Outcome(Outcome.Status.REFUSED, "It can't be written as AMQP: " + ex.getMessage()));
            // Its count of messages is one ahead now.
            abort();
        }
        return true;
    }

    private synchronized void publish(PendingRequest request) throws IOException {
        unconfirmed.put(channel.getNextPublishSeqNo(), request);
        channel.basicPublish(
                request.message().exchange(),
                request.message().routingKey(),
                true,
                request.message().properties(),
                request.message().body());
    }

    /** Nobody waits for its answer any more. */
    void forget(PendingRequest request) {
        pending.remove(request.correlationId());
    }

    private void answered(Delivery delivery) {
        String correlationId = String.valueOf(delivery.getProperties().getCorrelationId());
        PendingRequest request = pending.remove(correlationId);
        if (request == null) {
            logger.info(
                    "An answer came when nobody waited for it any more, and is dropped: correlation id '{}'",
                    correlationId);
        } else {
            request.answered(new Message(
                    delivery.getBody(),
                    CONVERTER.toMessageProperties(delivery.getProperties(), delivery.getEnvelope(), "UTF-8")));
        }
    }

    private void returned(Return message) {
        PendingRequest request =
                pending.get(String.valueOf(message.getProperties().getCorrelationId()));
        if (request != null) {
            request.failed(Outcome.ofReturn(message));
        }
    }

    private void settle(long tag, boolean multiple, Consumer<PendingRequest> how) {
        Map<Long, PendingRequest> settled =
                multiple ? unconfirmed.headMap(tag, true) : unconfirmed.subMap(tag, true, tag, true);
        settled.values().removeIf(request -> {
            how.accept(request);
            return true;
        });
    }

    private void shutDown(ShutdownSignalException signal) {
        Outcome outcome = Outcome.ofShutdown(signal);
        List.copyOf(pending.values()).forEach(request -> request.lost(outcome));
    }

    private void abort() {
        try {
            channel.abort();
        } catch (IOException | RuntimeException ex) {
            logger.debug("The channel is gone already", ex);
        }
    }
}
