package com.example.messaging.outbox;

import com.example.messaging.outbox.BatchRelay.State;
import com.example.messaging.publisher.ConfirmChannel;
import com.example.messaging.publisher.PublisherConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.AmqpException;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Relays one partition whenever it is woken, batch after batch until nothing is left. What goes wrong never ends it: it
 * waits a while, longer each time, and goes on.
 */
final class PartitionWorker {

    private static final Logger logger = LoggerFactory.getLogger(PartitionWorker.class);

    private static final Duration FIRST_BACKOFF = Duration.ofMillis(100);

    /** Another instance has the partition, and may have looked before this one's commit. */
    private static final Duration BUSY = Duration.ofMillis(20);

    /**
     * So quick a batch is over when another instance comes back that found the partition busy, with the events that this
     * one did not see: nobody has to look for them here.
     */
    private static final long QUICK_NANOS = BUSY.toNanos() / 2;

    /**
     * So long after a batch began, the next one begins at the earliest, if the first was not full: under load it then has more
     * events, and costs the database and the broker one round for all of them. An event that comes alone does not wait.
     */
    private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(3);

    private final int partition;

    private final PublisherConnection connection;

    private final BatchRelay relay;

    private final Outage outage;

    private final Duration maxBackoff;

    private final Thread thread;

    private volatile boolean running = true;

    private boolean woken;

    private boolean lookAgain;

    /** Until then only a new event wakes it: what is there was refused, and has to wait. */
    private Instant quietUntil = Instant.MIN;

    private long lastBegan = System.nanoTime() - GATHER_NANOS;

    private int failures;

    private @Nullable ConfirmChannel channel;

    PartitionWorker(
            int partition, PublisherConnection connection, BatchRelay relay, Outage outage, Duration maxBackoff) {
        this.partition = partition;
        this.connection = connection;
        this.relay = relay;
        this.outage = outage;
        this.maxBackoff = maxBackoff;
        this.thread = new Thread(this::run, "messaging-outbox-" + partition);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Tells that there is a new event. */
    synchronized void wake() {
        woken = true;
        notifyAll();
    }

    /** Tells that there are events, maybe only those that wait for their next try. */
    synchronized void lookAgain() {
        lookAgain = true;
        notifyAll();
    }

    void stop() {
        running = false;
        wake();
    }

    void join(long millis) {
        try {
            thread.join(millis);
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (running) {
            try {
                awaitWork();
                relayAll();
            } catch (InterruptedException ex) {
                logger.debug("Interrupted; whoever wants this worker to end says so by stopping it");
                closeChannel();
                wake();
            } catch (Throwable ex) {
                closeChannel();
                backOff(ex);
                wake();
            }
        }
        closeChannel();
    }

    private synchronized void awaitWork() throws InterruptedException {
        while (running && !woken && !(lookAgain && Instant.now().isAfter(quietUntil))) {
            wait(lookAgain ? 100 : 0);
        }
        gather();
        woken = false;
        lookAgain = false;
    }

    private synchronized void gather() throws InterruptedException {
        long left = lastBegan + GATHER_NANOS - System.nanoTime();
        while (running && left > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
            left = lastBegan + GATHER_NANOS - System.nanoTime();
        }
    }

    private void relayAll() throws InterruptedException {
        boolean wasBusy = false;
        while (running) {
            if (connection.isBlocked()) {
                TimeUnit.NANOSECONDS.sleep(FIRST_BACKOFF.toNanos());
                continue;
            }
            ConfirmChannel open = channel;
            if (open == null || !open.isClean()) {
                closeChannel();
                open = connection.openChannel();
                channel = open;
            }
            lastBegan = System.nanoTime();
            BatchRelay.Result result = relay.relay(partition, open);
            failures = 0;
            if (result.state() != State.BUSY) {
                outage.over();
            }
            boolean wasTheRest = result.state() == State.REST && System.nanoTime() - lastBegan < QUICK_NANOS;
            if (wasTheRest || result.state() == State.DONE || (result.state() == State.BUSY && wasBusy)) {
                // Whoever is still busy then reads once more after its batch.
                quietUntil = result.quietUntil();
                return;
            }
            wasBusy = result.state() == State.BUSY;
            if (wasBusy) {
                TimeUnit.NANOSECONDS.sleep(BUSY.toNanos());
            }
        }
    }

    private void backOff(Throwable ex) {
        failures++;
        boolean expected = ex instanceof AmqpException
                || ex instanceof BatchRelay.BrokerLostException
                || ex instanceof DataAccessException
                || ex instanceof TransactionException;
        if (!expected) {
            logger.error("Relaying partition {} of the outbox failed, trying on", partition, ex);
        } else if (!(ex instanceof BatchRelay.BrokerLostException lost && lost.isRefused())) {
            outage.found(ex);
        }
        long longest = Math.min(maxBackoff.toNanos(), FIRST_BACKOFF.toNanos() << Math.min(failures - 1, 20));
        try {
            // Jitter, so that the instances do not all come back at the same time.
            TimeUnit.NANOSECONDS.sleep(ThreadLocalRandom.current().nextLong(longest / 2, longest + 1));
        } catch (InterruptedException interrupted) {
            logger.debug("Interrupted; trying at once");
        }
    }

    private void closeChannel() {
        ConfirmChannel open = channel;
        channel = null;
        if (open != null) {
            open.close();
        }
    }
}
