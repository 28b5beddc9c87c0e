package com.example.messaging.outbox;

import com.example.messaging.properties.OutboxProperties;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Keeps the outbox empty: one worker for each partition, woken by every commit that stored events; and as a safety net a
 * look at all partitions now and then, which also starts what is scheduled.
 */
final class OutboxRelay implements SmartLifecycle {

    private static final Logger logger = LoggerFactory.getLogger(OutboxRelay.class);

    private static final long STOP_TIMEOUT_MILLIS = TimeUnit.SECONDS.toMillis(5);

    private final OutboxTable table;

    private final Backlog backlog;

    private final OutboxProperties properties;

    private final IntFunction<PartitionWorker> workerFor;

    private final Clock clock;

    private final Map<Integer, PartitionWorker> workers = new ConcurrentHashMap<>();

    private volatile Thread poll = new Thread();

    private volatile boolean running;

    private boolean databaseAway;

    OutboxRelay(
            OutboxTable table,
            Backlog backlog,
            OutboxProperties properties,
            IntFunction<PartitionWorker> workerFor,
            Clock clock) {
        this.table = table;
        this.backlog = backlog;
        this.properties = properties;
        this.workerFor = workerFor;
        this.clock = clock;
    }

    /** Tells that a partition has a new event. */
    void wake(int partition) {
        PartitionWorker worker = workers.get(partition);
        if (worker != null) {
            worker.wake();
        }
    }

    @Override
    public void start() {
        table.addPartitions(properties.partitions());
        List<Integer> partitions = table.partitions();
        running = true;
        partitions.forEach(partition -> {
            PartitionWorker worker = workerFor.apply(partition);
            workers.put(partition, worker);
            worker.start();
        });
        poll = new Thread(this::poll, "messaging-outbox-poll");
        poll.setDaemon(true);
        poll.start();
        logger.debug("Relaying {} partitions of the outbox", partitions.size());
    }

    private void poll() {
        while (running) {
            try {
                Instant now = clock.instant();
                table.releaseDue(now);
                table.waitingPartitions().forEach(partition -> {
                    PartitionWorker worker = workers.get(partition);
                    if (worker != null) {
                        worker.lookAgain();
                    }
                });
                backlog.refresh();
                databaseAway = false;
            } catch (DataAccessException | TransactionException ex) {
                if (!databaseAway) {
                    logger.warn("The outbox can't be read, trying on: {}", String.valueOf(ex.getMessage()));
                }
                databaseAway = true;
            } catch (Throwable ex) {
                logger.error("Looking through the outbox failed, trying on", ex);
            }
            pause();
        }
    }

    /** Not by sleeping: to end it, the thread would have to be interrupted, and a file database takes that badly. */
    private synchronized void pause() {
        try {
            if (running) {
                TimeUnit.NANOSECONDS.timedWait(this, properties.pollInterval().toNanos());
            }
        } catch (InterruptedException ex) {
            logger.debug("Interrupted; looking at once");
        }
    }

    @Override
    public void stop() {
        synchronized (this) {
            running = false;
            notifyAll();
        }
        workers.values().forEach(PartitionWorker::stop);
        long deadline = System.currentTimeMillis() + STOP_TIMEOUT_MILLIS;
        workers.values().forEach(worker -> worker.join(Math.max(1, deadline - System.currentTimeMillis())));
        workers.clear();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Stops after web server and listeners, so that what they stored last is still relayed. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE / 2 - 1_000;
    }
}
