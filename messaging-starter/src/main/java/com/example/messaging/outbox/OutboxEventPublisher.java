package com.example.messaging.outbox;

import com.example.messaging.EventPublisher;
import com.example.messaging.Schedule;
import com.example.messaging.event.EventCodec;
import com.example.messaging.event.EventMetadata;
import com.example.messaging.event.IncomingEvent;
import com.example.messaging.schema.MessagingSchema;
import com.example.messaging.trace.Traces;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Stores events in the outbox: in the caller's transaction, or in one of its own. */
final class OutboxEventPublisher implements EventPublisher {

    private static final Logger logger = LoggerFactory.getLogger(OutboxEventPublisher.class);

    private final EventCodec codec;

    private final OutboxTable table;

    private final OutboxRelay relay;

    private final Backlog backlog;

    private final Traces traces;

    private final int partitions;

    private final MessagingSchema schema;

    private final TransactionTemplate ownTransaction;

    OutboxEventPublisher(
            EventCodec codec,
            OutboxTable table,
            OutboxRelay relay,
            Backlog backlog,
            Traces traces,
            int partitions,
            MessagingSchema schema) {
        this.codec = codec;
        this.table = table;
        this.relay = relay;
        this.backlog = backlog;
        this.traces = traces;
        this.partitions = partitions;
        this.schema = schema;
        this.ownTransaction = schema.newTransaction();
        ownTransaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    @Override
    public String publish(Object event) {
        return store(event, null);
    }

    @Override
    public String publish(Object event, Schedule schedule) {
        return store(event, schedule.at());
    }

    private String store(Object event, @Nullable Instant dueAt) {
        EventMetadata metadata = codec.describe(event);
        store(List.of(row(metadata, codec.writeBody(event), dueAt)), currentBuffer());
        return metadata.id();
    }

    /** Stores events of others, as one batch, in the caller's transaction if there is one. */
    void store(Collection<IncomingEvent> events) {
        store(
                events.stream()
                        .map(event -> row(event.metadata(), event.body(), null))
                        .toList(),
                currentBuffer());
    }

    private OutboxEvent row(EventMetadata metadata, byte[] body, @Nullable Instant dueAt) {
        return new OutboxEvent(
                0, OutboxEvent.partitionOf(metadata, partitions), metadata, traces.current(), body, dueAt, 0);
    }

    private void store(List<OutboxEvent> rows, @Nullable TransactionalBuffer buffer) {
        backlog.ensureRoomFor((buffer == null ? 0 : buffer.size()) + rows.size());
        if (buffer != null) {
            rows.forEach(buffer::add);
        } else {
            storeNow(rows);
        }
        rows.forEach(row -> logger.debug(
                "Stored event {} of type {} in the outbox",
                row.metadata().id(),
                row.metadata().type()));
    }

    @Override
    public boolean cancel(String eventId) {
        TransactionalBuffer buffer = currentBuffer();
        if (buffer != null) {
            return buffer.remove(eventId) || table.cancel(eventId);
        }
        return Boolean.TRUE.equals(ownTransaction.execute(status -> table.cancel(eventId)));
    }

    /** Stores events in a transaction of their own. */
    private void storeNow(List<OutboxEvent> events) {
        ownTransaction.executeWithoutResult(status -> table.add(events));
        stored(events);
    }

    /** To be called when events were committed. */
    private void stored(List<OutboxEvent> events) {
        backlog.added(
                (int) events.stream().filter(event -> event.dueAt() == null).count());
        events.forEach(event -> relay.wake(event.partition()));
    }

    /** What the caller's transaction has published so far; null if there is no transaction on the outbox's database. */
    private @Nullable TransactionalBuffer currentBuffer() {
        if (!schema.isInTransaction()) {
            return null;
        }
        if (TransactionSynchronizationManager.isCurrentTransactionReadOnly()) {
            throw new IllegalStateException(
                    "Events can't be published in a read-only transaction: they are stored with the change that they tell of");
        }
        return (TransactionalBuffer) TransactionSynchronizationManager.getResource(this);
    }

    private void begin() {
        // A savepoint begins too, in the same transaction.
        if (schema.isInTransaction() && TransactionSynchronizationManager.getResource(this) == null) {
            TransactionalBuffer buffer = new TransactionalBuffer(this, table::add, this::stored, this::storeNow);
            TransactionSynchronizationManager.bindResource(this, buffer);
            TransactionSynchronizationManager.registerSynchronization(buffer);
        }
    }

    /** Gives each transaction its buffer when it begins. Not a bean: Boot would want it before there is a database. */
    TransactionExecutionListener listener() {
        return new TransactionExecutionListener() {

            @Override
            public void afterBegin(TransactionExecution transaction, @Nullable Throwable failure) {
                if (failure == null) {
                    begin();
                }
            }
        };
    }
}
