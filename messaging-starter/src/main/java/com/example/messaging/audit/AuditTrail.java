package com.example.messaging.audit;

import com.example.messaging.event.EventCatalog;
import com.example.messaging.event.EventMetadata;
import com.example.messaging.inbox.Inbox;
import com.example.messaging.properties.MessagingProperties;
import com.example.messaging.properties.QueueProperties;
import com.example.messaging.publisher.PublisherConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.core.Message;

/**
 * What happened: every event that a queue of a service took, or that no queue wanted, for as long as the stream keeps it.
 * Reading leaves it there. A replay sends a range to one queue of this service; what that queue handled before is
 * recognized by the inbox, unless it was told to {@link #forget} it.
 */
public final class AuditTrail implements AutoCloseable {

    /** A call looks at so many at most, and whoever calls goes on from there. */
    private static final int MOST_READ = 50_000;

    private static final Logger logger = LoggerFactory.getLogger(AuditTrail.class);

    private final MessagingProperties properties;

    private final AuditReader reader;

    private final PublisherConnection publisher;

    private final EventCatalog catalog;

    private final @Nullable Inbox inbox;

    AuditTrail(
            MessagingProperties properties,
            AuditReader reader,
            PublisherConnection publisher,
            EventCatalog catalog,
            @Nullable Inbox inbox) {
        this.properties = properties;
        this.reader = reader;
        this.publisher = publisher;
        this.catalog = catalog;
        this.inbox = inbox;
    }

    /**
     * Some of the events that were asked for.
     *
     * @param next the offset to go on from
     * @param end the offset at which the range ends; to be given as {@code untilOffset} when going on
     * @param complete whether these are the last of the range
     * @param events they, the oldest first
     */
    record Page(long next, long end, boolean complete, List<AuditedEvent> events) {}

    /**
     * What came of a replay.
     *
     * @param replayed how many events the broker has confirmed on the queue
     * @param refused how many it did not take
     * @param reason why, the first time
     * @param next the offset to go on from: the first that was refused, if there is one
     * @param end the offset at which the range ends; to be given as {@code untilOffset} when going on
     * @param complete whether the whole range was replayed
     */
    public record Replayed(int replayed, int refused, String reason, long next, long end, boolean complete) {}

    /**
     * What the inbox forgot.
     *
     * @param forgotten how many events it was told to forget
     * @param next the offset to go on from
     * @param end the offset at which the range ends; to be given as {@code untilOffset} when going on
     * @param complete whether that is the whole range
     */
    public record Forgotten(int forgotten, long next, long end, boolean complete) {}

    /**
     * Reads events, the oldest first. Ends early if it looked at very many.
     *
     * @throws AmqpException if the broker can't be reached, or there is no stream
     */
    Page read(AuditQuery query, int limit) {
        List<AuditedEvent> events = new ArrayList<>();
        AuditReader.Progress progress = reader.read(query, MOST_READ, message -> {
            if (matches(query, message)) {
                events.add(AuditedEvent.of(message, catalog));
            }
            return events.size() < limit;
        });
        return new Page(progress.next(), progress.end(), progress.complete(), events);
    }

    /**
     * Sends events to a queue of this service, the oldest first: those that one of its bindings lets through, or all of them
     * if it has none; and to no other queue that they went to. Ends early if it looked at very many; may be broken off and
     * repeated.
     *
     * @throws IllegalArgumentException if this service has no such queue
     * @throws AmqpException if the broker can't be reached, or there is no stream
     */
    public Replayed replay(String queue, AuditQuery query) {
        QueueProperties settings = settingsOf(queue);
        try (AuditReplay replay = new AuditReplay(queue, publisher)) {
            AuditReader.Progress progress = reader.read(
                    query,
                    MOST_READ,
                    message -> !isFor(settings, message) || !matches(query, message) || replay.add(message));
            boolean sent = replay.flush();
            logger.info(
                    "Replayed {} event(s) of the audit trail to queue '{}', up to offset {}{}",
                    replay.sent(),
                    queue,
                    sent ? progress.next() : replay.firstRefused(),
                    sent ? "" : ": " + replay.reason());
            return new Replayed(
                    replay.sent(),
                    replay.refused(),
                    replay.reason(),
                    sent ? progress.next() : replay.firstRefused(),
                    progress.end(),
                    sent && progress.complete());
        }
    }

    /**
     * Lets the inbox forget that a queue of this service has handled events, so that they take effect again when they are
     * replayed. Sends nothing, and may be repeated until the replay begins. Ends early if it looked at very many.
     *
     * @throws IllegalArgumentException if this service has no such queue, or no inbox
     * @throws AmqpException if the broker can't be reached, or there is no stream
     */
    public Forgotten forget(String queue, AuditQuery query) {
        QueueProperties settings = settingsOf(queue);
        if (inbox == null) {
            throw new IllegalArgumentException("This service has no inbox: what is replayed takes effect again anyway");
        }
        List<EventMetadata> events = new ArrayList<>();
        AuditReader.Progress progress = reader.read(query, MOST_READ, message -> {
            if (isFor(settings, message) && matches(query, message)) {
                events.add(EventMetadata.of(message));
            }
            return true;
        });
        inbox.inTransaction(() -> {
            inbox.release(queue, events);
            return true;
        });
        logger.warn(
                "The inbox forgot {} event(s) of queue '{}', up to offset {} of the audit trail: replayed, they take effect again",
                events.size(),
                queue,
                progress.next());
        return new Forgotten(events.size(), progress.next(), progress.end(), progress.complete());
    }

    private QueueProperties settingsOf(String queue) {
        QueueProperties settings = properties.queues().get(queue);
        if (settings == null) {
            throw new IllegalArgumentException("This service has no queue '%s'; it has %s"
                    .formatted(queue, new TreeMap<>(properties.queues()).keySet()));
        }
        return settings;
    }

    /** By routing keys alone, unless they say too little: what comes to an exchange by way of another keeps its key only. */
    private static boolean isFor(QueueProperties queue, Message message) {
        String exchange = String.valueOf(message.getMessageProperties().getReceivedExchange());
        String routingKey = String.valueOf(message.getMessageProperties().getReceivedRoutingKey());
        return queue.bindings().isEmpty()
                || queue.bindings().stream()
                        .anyMatch(binding -> binding.matches(routingKey)
                                && (binding.routingKey().startsWith(binding.exchange() + ".")
                                        || binding.exchange().equals(exchange)));
    }

    private boolean matches(AuditQuery query, Message message) {
        if (query.type() == null && query.key() == null) {
            return true;
        }
        EventMetadata event = EventMetadata.of(message);
        return query.matches(event.type(), query.key() == null ? null : catalog.subjectOf(message, event));
    }

    @Override
    public void close() {
        publisher.close();
    }
}
