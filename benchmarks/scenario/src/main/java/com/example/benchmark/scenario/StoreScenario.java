package com.example.benchmark.scenario;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Transactions that change a row and publish an event, while nobody relays: what the commit costs, next to a backlog. */
public final class StoreScenario {

    private static final int THREADS = 8;

    private final Arguments arguments;

    private long next;

    /** With the sizes of a trial. */
    public StoreScenario(Arguments arguments) {
        this.arguments = arguments;
    }

    /** Where the events stay. */
    public interface Outbox {

        /** Takes all events out, and puts this many in. */
        void reset(int backlog);

        /** How many events are in it. */
        long size();
    }

    /**
     * Warms up, and measures.
     *
     * @return how many transactions a second were committed
     */
    public double measure(CommitScenario.Committer committer, Outbox outbox) {
        int warmUp = arguments.number("warm-up-events");
        long warmUpEnd = System.nanoTime()
                + Duration.ofSeconds(arguments.number("warm-up-seconds")).toNanos();
        outbox.reset(0);
        do {
            commit(committer, warmUp);
        } while (System.nanoTime() < warmUpEnd);

        int backlog = arguments.number("backlog");
        int events = arguments.number("events");
        outbox.reset(backlog);
        long nanos = commit(committer, events);
        if (outbox.size() != (long) backlog + events) {
            throw new IllegalStateException(
                    "%d events are stored, not %d and %d".formatted(outbox.size(), backlog, events));
        }
        return events * 1e9 / nanos;
    }

    private long commit(CommitScenario.Committer committer, int events) {
        AtomicLong numbers = new AtomicLong(next);
        next += events;
        long end = next;
        long start = System.nanoTime();
        Threads.run(THREADS, () -> {
            for (long number = numbers.getAndIncrement(); number < end; number = numbers.getAndIncrement()) {
                committer.commit(Placed.number(number));
            }
        });
        return System.nanoTime() - start;
    }
}
