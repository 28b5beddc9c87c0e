package com.example.messaging.audit;

import com.example.messaging.publisher.ClientChannel;
import com.example.messaging.publisher.ConfirmChannel;
import com.example.messaging.publisher.Outcome;
import com.example.messaging.publisher.Outgoing;
import com.example.messaging.publisher.PublisherConnection;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Predicate;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.AmqpTimeoutException;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;

/**
 * Reads the stream from a place to another, by AMQP 0-9-1 ("Streams and Super Streams", "Consuming"). The broker does not
 * tell where a stream ends, so each reading puts a mark behind it; marks are nobody else's to see.
 */
final class AuditReader {

    /** The place of a message in the stream, in its header. */
    static final String OFFSET = "x-stream-offset";

    private static final String MARK = "audit.mark";

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final int ATTEMPTS = 5;

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
     * @param visitor gets each once; says whether to go on with the next
     * @throws AmqpException if the broker can't be reached, or there is no such stream
     */
    Progress read(AuditQuery range, int most, Predicate<Message> visitor) {
        Reading reading = new Reading(start(range), endOf(range), most, visitor);
        return persist(reading::goOn);
    }

    /** Where what is there now ends, or what was there at a time. */
    private long endOf(AuditQuery range) {
        Instant until = range.until();
        long end = persist(channel -> {
            AuditCursor cursor = new AuditCursor(channel, queue, until == null ? "next" : date(until.plusMillis(999)));
            String mark = putMark();
            Message message = cursor.next();
            // Others may come in between; and a replica that lags behind has them, although they were there before.
            while (until == null && !mark.equals(message.getMessageProperties().getMessageId())) {
                message = cursor.next();
            }
            return offsetOf(message);
        });
        return range.untilOffset() == null ? end : Math.min(end, range.untilOffset());
    }

    /** Does what is to be done on a channel, and on another if the broker leaves it in the lurch. */
    private <T> T persist(ClientChannel.Work<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return ClientChannel.call(connections, work);
            } catch (AuditCursor.StalledException ex) {
                if (attempt == ATTEMPTS) {
                    throw new AmqpTimeoutException("The stream '%s' does not deliver".formatted(queue), ex);
                }
            }
        }
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

    /** Puts a mark behind what is there, and tells its id. */
    private String putMark() {
        String id = UUID.randomUUID().toString();
        AMQP.BasicProperties properties = new AMQP.BasicProperties.Builder()
                .messageId(id)
                .type(MARK)
                .deliveryMode(2)
                .build();
        try (ConfirmChannel channel = publisher.openChannel()) {
            Outcome outcome = channel.send(List.of(new Outgoing("", queue, properties, new byte[0])), TIMEOUT)
                    .get(0);
            if (!outcome.isConfirmed()) {
                throw new AmqpException("The audit trail can't be read to its end: " + outcome.reason());
            }
            return id;
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new AmqpException("Interrupted", ex);
        }
    }

    /** How far a reading has come, on one channel after another. */
    private final class Reading {

        private final long end;

        private final int most;

        private final Predicate<Message> visitor;

        private Object start;

        private long next;

        private int read;

        Reading(Object start, long end, int most, Predicate<Message> visitor) {
            this.start = start;
            this.next = start instanceof Long offset ? offset : 0;
            this.end = end;
            this.most = most;
            this.visitor = visitor;
        }

        Progress goOn(Channel channel) throws IOException {
            if (next >= end) {
                return new Progress(end, end, true);
            }
            AuditCursor cursor = new AuditCursor(channel, queue, start);
            if (start instanceof Date) {
                // Where nothing is as young, it waits for what comes next.
                putMark();
            }
            while (true) {
                Message message = cursor.next();
                long offset = offsetOf(message);
                if (offset >= end) {
                    return new Progress(end, end, true);
                }
                if (isMark(message) || offset < next) {
                    continue;
                }
                if (read == most) {
                    return new Progress(offset, end, false);
                }
                read++;
                next = offset + 1;
                start = next;
                if (!visitor.test(message)) {
                    return new Progress(next, end, false);
                }
            }
        }
    }
}
