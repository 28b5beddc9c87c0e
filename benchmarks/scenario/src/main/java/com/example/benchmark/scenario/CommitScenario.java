package com.example.benchmark.scenario;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/** Transactions that change a row and publish an event: how many a second, and how soon an event arrives. */
public final class CommitScenario {

    /** The business table. */
    public static final String CREATE_TABLE =
            "create table placed_order (id uuid primary key, number bigint not null, customer text not null, amount bigint not null)";

    /** The business change. */
    public static final String INSERT = "insert into placed_order (id, number, customer, amount) values (?, ?, ?, ?)";

    private static final int WARM_UP_THREADS = 8;

    private static final int OPEN_MODEL_THREADS = 32;

    private final Arguments arguments;

    private final Broker broker;

    private final Results results;

    private long next;

    /** With the sizes of a trial. */
    public CommitScenario(Arguments arguments, Broker broker, Results results) {
        this.arguments = arguments;
        this.broker = broker;
        this.results = results;
    }

    /** One transaction. */
    public interface Committer {

        /** Inserts the business row and publishes the event, in one transaction. */
        void commit(Placed event);
    }

    /** Warms up, and measures. */
    public void run(Committer committer) {
        broker.declareQueue(Broker.PLACED_QUEUE, Placed.TYPE);
        Arrivals arrivals = broker.consume(Broker.PLACED_QUEUE);
        int warmUp = arguments.number("warm-up-events");
        long warmUpEnd = System.nanoTime()
                + Duration.ofSeconds(arguments.number("warm-up-seconds")).toNanos();
        do {
            closedLoop(committer, arrivals, WARM_UP_THREADS, warmUp);
        } while (System.nanoTime() < warmUpEnd);

        double rateOfEight = 0;
        int events = arguments.number("events");
        for (int threads : arguments.numbers("threads")) {
            long nanos = closedLoop(committer, arrivals, threads, events);
            results.addRate("rate, %d threads".formatted(threads), events, nanos);
            if (threads == WARM_UP_THREADS) {
                rateOfEight = events * 1e9 / nanos;
            }
        }
        int seconds = arguments.number("latency-seconds");
        for (int percent : arguments.numbers("latency-percents")) {
            openModel(committer, arrivals, rateOfEight * percent / 100, seconds, "at %d %% load".formatted(percent));
        }
        for (int rate : arguments.numbers("latency-rates")) {
            openModel(committer, arrivals, rate, seconds, "at %d/s".formatted(rate));
        }
        broker.verifyDepth(Broker.PLACED_QUEUE, 0);
        arrivals.verify();
    }

    /** Every thread commits one after the other; timed until the last event has arrived. */
    private long closedLoop(Committer committer, Arrivals arrivals, int threads, int events) {
        long first = next;
        next += events;
        arrivals.expect(first, events);
        AtomicLong numbers = new AtomicLong(first);
        long start = System.nanoTime();
        Threads.run(threads, () -> {
            for (long number = numbers.getAndIncrement(); number < first + events; number = numbers.getAndIncrement()) {
                committer.commit(Placed.number(number));
            }
        });
        arrivals.await();
        return arrivals.lastArrivedAt() - start;
    }

    /**
     * Transactions begin at a given rate, whether or not earlier ones are through. Latency counts from the time at which
     * a transaction was meant to begin, so that a contender that falls behind does not look fast.
     */
    private void openModel(Committer committer, Arrivals arrivals, double rate, int seconds, String load) {
        int events = (int) (rate * seconds);
        long first = next;
        next += events;
        arrivals.expect(first, events);
        AtomicLongArray committedAt = new AtomicLongArray(events);
        AtomicLong numbers = new AtomicLong();
        double intervalNanos = 1e9 / rate;
        long start = System.nanoTime();
        Threads.run(OPEN_MODEL_THREADS, () -> {
            for (long i = numbers.getAndIncrement(); i < events; i = numbers.getAndIncrement()) {
                long intended = start + (long) (i * intervalNanos);
                for (long left = intended - System.nanoTime(); left > 0; left = intended - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                committer.commit(Placed.number(first + i));
                committedAt.set((int) i, System.nanoTime());
            }
        });
        arrivals.await();
        Histogram whole = new Histogram(3);
        Histogram afterCommit = new Histogram(3);
        for (int i = 0; i < events; i++) {
            long arrivedAt = arrivals.arrivedAt(first + i);
            whole.recordValue(Math.max(0, arrivedAt - (start + (long) (i * intervalNanos))));
            // An event can overtake the return from the commit.
            afterCommit.recordValue(Math.max(0, arrivedAt - committedAt.get(i)));
        }
        results.addLatency("latency " + load, whole);
        results.addLatency("latency after commit " + load, afterCommit);
    }
}
