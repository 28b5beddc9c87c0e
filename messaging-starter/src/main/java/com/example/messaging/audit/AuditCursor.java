package com.example.messaging.audit;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.io.Serial;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.support.DefaultMessagePropertiesConverter;

/**
 * A consumer of the stream, on a channel of its own, for as long as the broker delivers. Where the broker removes the segments ahead of a reader, for
 * the stream has grown too large or too old, that reader may get nothing any more, or lose its channel. Another one that
 * begins at the same place gets the oldest that is left.
 */
final class AuditCursor {

    private static final int PREFETCH = 500;

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final DefaultMessagePropertiesConverter CONVERTER = new DefaultMessagePropertiesConverter();

    private final BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();

    private final String queue;

    private final Channel channel;

    private int unsettled;

    /** The broker does not deliver what is there. */
    static final class StalledException extends RuntimeException {

        @Serial
        private static final long serialVersionUID = 1;

        StalledException(String message, Throwable cause) {
            super(message, cause);
        }

        StalledException(String message) {
            super(message);
        }
    }

    /**
     * Begins at a place.
     *
     * @param start an offset, a time, or what else the broker knows as the header {@code x-stream-offset}
     * @throws StalledException if the broker breaks down over it
     * @throws IOException if there is no such stream, or the broker can't be reached
     */
    AuditCursor(Channel channel, String queue, Object start) throws IOException {
        this.queue = queue;
        this.channel = channel;
        try {
            channel.basicQos(PREFETCH);
            channel.basicConsume(
                    queue,
                    false,
                    Map.of(AuditReader.OFFSET, start),
                    (consumer, delivery) -> deliveries.add(delivery),
                    consumer -> channel.abort());
        } catch (IOException | ShutdownSignalException ex) {
            throw stalledOr(ex);
        }
    }

    /**
     * Waits for the next message.
     *
     * @throws StalledException if none comes
     */
    Message next() throws IOException {
        Delivery delivery = poll();
        unsettled++;
        // The broker sends more only then.
        if (unsettled >= PREFETCH / 5) {
            try {
                channel.basicAck(delivery.getEnvelope().getDeliveryTag(), true);
            } catch (ShutdownSignalException ex) {
                throw stalledOr(ex);
            }
            unsettled = 0;
        }
        return new Message(
                delivery.getBody(),
                CONVERTER.toMessageProperties(delivery.getProperties(), delivery.getEnvelope(), "UTF-8"));
    }

    private Delivery poll() throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (true) {
                boolean last = !channel.isOpen() || System.nanoTime() - deadline >= 0;
                Delivery delivery = deliveries.poll(last ? 0 : 100, TimeUnit.MILLISECONDS);
                if (delivery != null) {
                    return delivery;
                }
                if (last) {
                    throw new StalledException("Nothing comes from the stream '%s'".formatted(queue));
                }
            }
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted", ex);
        }
    }

    /** What the broker refuses, it refuses once more; what breaks it, may not. */
    private IOException stalledOr(Exception ex) {
        Throwable reason = ex instanceof ShutdownSignalException ? ex : ex.getCause();
        if (reason instanceof ShutdownSignalException shutdown && shutdown.isHardError()) {
            throw new StalledException("The broker broke down over the stream '%s'".formatted(queue), ex);
        }
        return ex instanceof IOException io ? io : new IOException(ex);
    }
}
