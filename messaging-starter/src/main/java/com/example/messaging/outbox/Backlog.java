package com.example.messaging.outbox;

import com.example.messaging.OutboxFullException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many events wait in the outbox: counted now and then, because counting takes time, and kept up to date in between
 * by what this instance stores and relays.
 */
final class Backlog {

    private static final Duration INTERVAL = Duration.ofSeconds(5);

    /** When callers are about to be sent away, the count should be fresh. */
    private static final Duration FRESH = Duration.ofMillis(250);

    /** The time between two counts is so many times what the last one took. */
    private static final int COST_FACTOR = 50;

    private final OutboxTable table;

    private final long limit;

    private final Clock clock;

    private final AtomicLong waiting = new AtomicLong();

    private volatile long scheduled;

    private volatile long refused;

    private volatile Duration oldestAge = Duration.ZERO;

    private volatile long countedAt;

    private volatile long countingTook;

    Backlog(OutboxTable table, long limit, Clock clock) {
        this.table = table;
        this.limit = limit;
        this.clock = clock;
        count();
    }

    /**
     * Checks that there is room for so many events more.
     *
     * @throws OutboxFullException if there is not
     */
    void ensureRoomFor(int events) {
        if (waiting.get() + events > limit) {
            countIfOlderThan(FRESH);
        }
        if (waiting.get() + events > limit) {
            throw new OutboxFullException(
                    "%d events wait in the outbox, and 'messaging.outbox.max-backlog' allows %d. RabbitMQ is away, or slower than what is published; try again later"
                            .formatted(waiting.get(), limit));
        }
    }

    void added(int events) {
        waiting.addAndGet(events);
    }

    void removed(int events) {
        waiting.addAndGet(-events);
    }

    /** Counts again, if it is time to. */
    void refresh() {
        countIfOlderThan(INTERVAL.plusNanos(countingTook * COST_FACTOR));
    }

    private void countIfOlderThan(Duration age) {
        if (System.nanoTime() - countedAt > age.toNanos()) {
            synchronized (this) {
                if (System.nanoTime() - countedAt > age.toNanos()) {
                    count();
                }
            }
        }
    }

    /** Counts now. */
    synchronized void count() {
        long started = System.nanoTime();
        waiting.set(table.count());
        scheduled = table.countScheduled();
        refused = table.countRefused();
        oldestAge = table.oldestAge(clock.instant());
        countedAt = System.nanoTime();
        countingTook = countedAt - started;
    }

    long waiting() {
        return Math.max(0, waiting.get());
    }

    long scheduled() {
        return scheduled;
    }

    long refused() {
        return refused;
    }

    /** How old the oldest event was when it was counted last, in seconds, and how long that is ago. */
    double oldestAgeSeconds() {
        if (oldestAge.isZero() || waiting() == 0) {
            return 0;
        }
        return oldestAge.toMillis() / 1000.0 + (double) (System.nanoTime() - countedAt) / TimeUnit.SECONDS.toNanos(1);
    }
}
