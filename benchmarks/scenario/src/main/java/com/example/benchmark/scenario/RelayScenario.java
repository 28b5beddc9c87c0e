package com.example.benchmark.scenario;

import java.time.Duration;

/** An outbox that is full is drained into a quorum queue. */
public final class RelayScenario {

    private final Arguments arguments;

    private final Broker broker;

    private long next;

    private boolean warm;

    /** With the sizes of a trial. */
    public RelayScenario(Arguments arguments, Broker broker) {
        this.arguments = arguments;
        this.broker = broker;
    }

    /**
     * How many events a second went from the outbox into the queue.
     *
     * @param whole of all that waited
     * @param last of those that were left when the outbox was nearly empty, 0 if they were not timed by themselves
     */
    public record Rates(double whole, double last) {}

    private record Nanos(long whole, long last) {

        Nanos plus(Nanos other) {
            return new Nanos(whole + other.whole, last + other.last);
        }
    }

    /** Where the events wait, and who publishes them. */
    public interface Relay {

        /** Adds events with numbers from {@code first} on. Nobody relays them yet. */
        void fill(long first, int count);

        /** Begins to relay, and returns at once. */
        void start();

        /** Ends, and returns when it has. */
        void stop();
    }

    /** Warms up, unless that was done, and measures: fills the outbox and drains it, once or several times. */
    public Rates measure(Relay relay) {
        broker.declareQueue(Broker.PLACED_QUEUE, Placed.TYPE);
        int warmUp = arguments.number("warm-up-events");
        Duration longest = warm ? Duration.ZERO : Duration.ofSeconds(arguments.number("warm-up-seconds"));
        long warmUpEnd = System.nanoTime() + longest.toNanos();
        while (!warm || System.nanoTime() < warmUpEnd) {
            drain(relay, warmUp, 0);
            warm = true;
        }
        int backlog = arguments.number("backlog");
        int last = arguments.number("last");
        int rounds = arguments.number("rounds");
        Nanos nanos = new Nanos(0, 0);
        for (int round = 0; round < rounds; round++) {
            nanos = nanos.plus(drain(relay, backlog, last));
        }
        return new Rates(
                (double) rounds * backlog * 1e9 / nanos.whole,
                last == 0 ? 0 : (double) rounds * last * 1e9 / nanos.last);
    }

    private Nanos drain(Relay relay, int backlog, int last) {
        long first = next;
        next += backlog;
        relay.fill(first, backlog);
        long start = System.nanoTime();
        relay.start();
        long nearEnd = last == 0 ? start : awaitDepth(backlog - last);
        long end = awaitDepth(backlog);
        relay.stop();
        broker.verify(Broker.PLACED_QUEUE, first, backlog);
        return new Nanos(end - start, end - nearEnd);
    }

    private long awaitDepth(int events) {
        return Waiting.until("events arrived", () -> broker.depth(Broker.PLACED_QUEUE), events);
    }
}
