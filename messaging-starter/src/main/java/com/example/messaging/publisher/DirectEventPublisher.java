package com.example.messaging.publisher;

import com.example.messaging.EventPublicationException;
import com.example.messaging.EventPublisher;
import com.example.messaging.Schedule;
import com.example.messaging.event.EventCatalog;
import com.example.messaging.event.EventCodec;
import com.example.messaging.event.EventMetadata;
import com.example.messaging.event.EventScope;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes at once, and waits for the broker's confirm. */
final class DirectEventPublisher implements EventPublisher {

    private static final Logger logger = LoggerFactory.getLogger(DirectEventPublisher.class);

    private final EventCatalog catalog;

    private final EventCodec codec;

    private final ConfirmedSender sender;

    private final Duration timeout;

    DirectEventPublisher(EventCatalog catalog, EventCodec codec, ConfirmedSender sender, Duration timeout) {
        this.catalog = catalog;
        this.codec = codec;
        this.sender = sender;
        this.timeout = timeout;
    }

    @Override
    public String publish(Object event) {
        EventMetadata metadata = codec.describe(event);
        return EventScope.call(metadata, catalog, () -> {
            String exchange = catalog.of(event.getClass()).exchange();
            try {
                sender.send(exchange, metadata.type(), codec.write(event, metadata), timeout);
            } catch (EventPublicationException ex) {
                // Logged here, where the lines name the event; the caller decides what becomes of it.
                logger.warn("Not published to exchange '{}': {}", exchange, String.valueOf(ex.getMessage()));
                throw ex;
            }
            logger.debug("Published to exchange '{}'", exchange);
            return metadata.id();
        });
    }

    @Override
    public String publish(Object event, Schedule schedule) {
        throw withoutOutbox("schedule");
    }

    @Override
    public boolean cancel(String eventId) {
        throw withoutOutbox("cancel");
    }

    private static UnsupportedOperationException withoutOutbox(String what) {
        return new UnsupportedOperationException(
                "Without an outbox nothing keeps an event that waits, so there is nothing to %s. Give the application a DataSource, and leave 'messaging.outbox.enabled' true"
                        .formatted(what));
    }
}
