package com.example.messaging.outbox;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.springframework.core.Ordered;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The events that a transaction has published so far; they are stored as one batch right before it commits. It is there
 * from the beginning of the transaction, because who registers later hears neither of every savepoint nor of every commit.
 */
final class TransactionalBuffer implements TransactionSynchronization {

    private final Object key;

    private final Consumer<List<OutboxEvent>> store;

    private final Consumer<List<OutboxEvent>> committed;

    private final Consumer<List<OutboxEvent>> storeLate;

    private final List<OutboxEvent> events = new ArrayList<>();

    private final Map<Object, Integer> savepoints = new HashMap<>();

    /** How many of the events are stored. */
    private int stored;

    private State state = State.OPEN;

    /** How far the transaction is. */
    private enum State {
        OPEN,
        COMMITTING,
        COMMITTED
    }

    /**
     * @param key under which this buffer is bound to the transaction
     * @param store stores events in the transaction
     * @param committed hears which events were committed
     * @param storeLate stores events in another transaction
     */
    TransactionalBuffer(
            Object key,
            Consumer<List<OutboxEvent>> store,
            Consumer<List<OutboxEvent>> committed,
            Consumer<List<OutboxEvent>> storeLate) {
        this.key = key;
        this.store = store;
        this.committed = committed;
        this.storeLate = storeLate;
    }

    void add(OutboxEvent event) {
        if (state == State.COMMITTED) {
            storeLate.accept(List.of(event));
            return;
        }
        events.add(event);
        if (state == State.COMMITTING) {
            // By a listener of the commit, or by a flush of what is to be committed.
            storePending();
        }
    }

    int size() {
        return events.size();
    }

    /** Takes back an event that is not stored yet. */
    boolean remove(String eventId) {
        for (int i = stored; i < events.size(); i++) {
            if (events.get(i).metadata().id().equals(eventId)) {
                events.remove(i);
                return true;
            }
        }
        return false;
    }

    private void storePending() {
        if (stored < events.size()) {
            store.accept(List.copyOf(events.subList(stored, events.size())));
            stored = events.size();
        }
    }

    @Override
    public void savepoint(Object savepoint) {
        savepoints.put(savepoint, events.size());
    }

    /** What was published since the savepoint goes with it; what was stored since, the database itself forgets. */
    @Override
    public void savepointRollback(Object savepoint) {
        int size = savepoints.getOrDefault(savepoint, 0);
        if (size < events.size()) {
            events.subList(size, events.size()).clear();
            stored = Math.min(stored, size);
        }
    }

    @Override
    public void suspend() {
        TransactionSynchronizationManager.unbindResource(key);
    }

    @Override
    public void resume() {
        TransactionSynchronizationManager.bindResource(key, this);
    }

    @Override
    public void beforeCommit(boolean readOnly) {
        storePending();
        state = State.COMMITTING;
    }

    @Override
    public void afterCommit() {
        state = State.COMMITTED;
        if (stored > 0) {
            committed.accept(List.copyOf(events));
        }
    }

    @Override
    public void afterCompletion(int status) {
        TransactionSynchronizationManager.unbindResourceIfPossible(key);
    }

    /** The first to hear of the commit: what others publish when they hear of it is told apart by that. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }
}
