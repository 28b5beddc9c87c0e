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

    /** Where the events wait, and who publishes them. */
    public interface Relay {

        /** Adds events with numbers from {@code first} on. Nobody relays them yet. */
        void fill(long first, int count);

        /** Begins to relay, and returns at once. */
        void start();

        /** Ends, and returns when it has. */
        void stop();
    }

    /**
     * Warms up, unless that was done, and measures.
     *
     * @return how many events a second went from the outbox into the queue
     */
    public double measure(Relay relay) {
        broker.declareQueue(Broker.PLACED_QUEUE, Placed.TYPE);
        int warmUp = arguments.number("warm-up-events");
        Duration longest = warm ? Duration.ZERO : Duration.ofSeconds(arguments.number("warm-up-seconds"));
        long warmUpEnd = System.nanoTime() + longest.toNanos();
        while (!warm || System.nanoTime() < warmUpEnd) {
            drain(relay, warmUp, warmUp);
            warm = true;
        }
        int backlog = arguments.number("backlog");
        int events = arguments.number("events");
        long nanos = drain(relay, backlog, events);
        return events * 1e9 / nanos;
    }

    /** Fills the outbox with a backlog, and times how long the first events of it take. */
    private long drain(Relay relay, int backlog, int events) {
        long first = next;
        next += backlog;
        relay.fill(first, backlog);
        long start = System.nanoTime();
        relay.start();
        long end = Waiting.until("events arrived", () -> broker.depth(Broker.PLACED_QUEUE), events);
        if (events < backlog) {
            Waiting.until("events arrived", () -> broker.depth(Broker.PLACED_QUEUE), backlog);
        }
        relay.stop();
        broker.verify(Broker.PLACED_QUEUE, first, backlog);
        return end - start;
    }
}
