package com.example.messaging.audit;

import com.example.messaging.publisher.ClientChannel;
import com.example.messaging.publisher.ConfirmChannel;
import com.example.messaging.publisher.Outcome;
import com.example.messaging.publisher.Outgoing;
import com.example.messaging.publisher.PublisherConnection;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.AmqpTimeoutException;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.support.DefaultMessagePropertiesConverter;

/**
 * Reads the stream from a place to another, by AMQP 0-9-1 ("Streams and Super Streams", "Consuming"). The broker does not
 * tell where a stream ends, so each reading puts a mark behind it; marks are nobody else's to see.
 */
final class AuditReader {

    /** The place of a message in the stream, in its header. */
    private static final String OFFSET = "x-stream-offset";

    private static final String MARK = "audit.mark";

    private static final int PREFETCH = 500;

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final DefaultMessagePropertiesConverter CONVERTER = new DefaultMessagePropertiesConverter();

    private final String queue;

    private final ConnectionFactory connections;

    private final PublisherConnection publisher;

    AuditReader(String queue, ConnectionFactory connections, PublisherConnection publisher) {
        this.queue = queue;
        this.connections = connections;
        this.publisher = publisher;
    }

    /**
     * How far a reading came.
     *
     * @param next where to go on
     * @param end where the range ends; what comes later is not in it
     * @param complete whether the end was reached
     */
    record Progress(long next, long end, boolean complete) {}

    /**
     * Reads a range, the oldest first.
     *
     * @param most how many events at most, whatever becomes of them
     * @param visitor gets each; says whether to go on with the next
     * @throws AmqpException if the broker can't be reached, or there is no such stream
     */
    Progress read(AuditQuery range, int most, Predicate<Message> visitor) {
        return ClientChannel.call(connections, channel -> {
            channel.basicQos(PREFETCH);
            Cursor cursor = new Cursor(channel, start(range));
            Instant until = range.until();
            Cursor last = new Cursor(channel, until == null ? "next" : date(until.plusMillis(999)));
            putMark();
            long end = offsetOf(last.next());
            last.close();
            if (range.untilOffset() != null) {
                end = Math.min(end, range.untilOffset());
            }
            if (range.offset() != null && range.offset() >= end) {
                return new Progress(end, end, true);
            }
            int read = 0;
            while (true) {
                Message message = cursor.next();
                long offset = offsetOf(message);
                if (offset >= end) {
                    return new Progress(end, end, true);
                }
                if (isMark(message) || (range.offset() != null && offset < range.offset())) {
                    continue;
                }
                if (read == most) {
                    return new Progress(offset, end, false);
                }
                read++;
                if (!visitor.test(message)) {
                    return new Progress(offset + 1, end, false);
                }
            }
        });
    }

    static long offsetOf(Message message) {
        return ((Number) Objects.requireNonNull(message.getMessageProperties().getHeader(OFFSET))).longValue();
    }

    /** The message as it was published. */
    static void forgetOffset(Message message) {
        message.getMessageProperties().getHeaders().remove(OFFSET);
    }

    private static Object start(AuditQuery range) {
        if (range.offset() != null) {
            return range.offset();
        }
        return range.from() == null ? "first" : date(range.from());
    }

    /** AMQP 0-9-1 knows no parts of seconds. */
    private static Date date(Instant time) {
        return Date.from(time.truncatedTo(ChronoUnit.SECONDS));
    }

    private static boolean isMark(Message message) {
        return MARK.equals(message.getMessageProperties().getType());
    }

    private void putMark() {
        AMQP.BasicProperties properties = new AMQP.BasicProperties.Builder()
                .messageId(UUID.randomUUID().toString())
                .type(MARK)
                .deliveryMode(2)
                .build();
        try (ConfirmChannel channel = publisher.openChannel()) {
            Outcome outcome = channel.send(List.of(new Outgoing("", queue, properties, new byte[0])), TIMEOUT)
                    .get(0);
            if (!outcome.isConfirmed()) {
                throw new AmqpException("The audit trail can't be read to its end: " + outcome.reason());
            }
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new AmqpException("Interrupted", ex);
        }
    }

    /** A consumer of the stream. */
    private final class Cursor {

        private final BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();

        private final Channel channel;

        private final String tag;

        private int unsettled;

        Cursor(Channel channel, Object start) throws IOException {
            this.channel = channel;
            this.tag = channel.basicConsume(
                    queue,
                    false,
                    Map.of(OFFSET, start),
                    (consumer, delivery) -> deliveries.add(delivery),
                    consumer -> channel.abort());
        }

        /** Waits for the next message. */
        Message next() throws IOException {
            Delivery delivery = poll();
            unsettled++;
            // The broker sends more only then.
            if (unsettled >= PREFETCH / 5) {
                channel.basicAck(delivery.getEnvelope().getDeliveryTag(), true);
                unsettled = 0;
            }
            return new Message(
                    delivery.getBody(),
                    CONVERTER.toMessageProperties(delivery.getProperties(), delivery.getEnvelope(), "UTF-8"));
        }

        private Delivery poll() throws IOException {
            long deadline = System.nanoTime() + TIMEOUT.toNanos();
            try {
                while (channel.isOpen() && System.nanoTime() - deadline < 0) {
                    Delivery delivery = deliveries.poll(100, TimeUnit.MILLISECONDS);
                    if (delivery != null) {
                        return delivery;
                    }
                }
            } catch (InterruptedException ex) {
                Thread.currentThread().interrupt();
                throw new IOException("Interrupted", ex);
            }
            throw new AmqpTimeoutException("The stream '%s' does not deliver".formatted(queue));
        }

        void close() throws IOException {
            channel.basicCancel(tag);
        }
    }
}
