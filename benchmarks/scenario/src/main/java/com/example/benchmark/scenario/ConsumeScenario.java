package com.example.benchmark.scenario;

import java.time.Duration;
import java.util.function.LongSupplier;

/** A queue that is full is drained by a listener. */
public final class ConsumeScenario {

    /** The table that takes the effect of an event. Without a key: that it happens once is the inbox's doing. */
    public static final String CREATE_TABLE =
            "create table effect (number bigint not null, customer text not null, amount bigint not null)";

    /** The effect of an event. */
    public static final String INSERT = "insert into effect (number, customer, amount) values (?, ?, ?)";

    private final Arguments arguments;

    private final Broker broker;

    private long next;

    /** With the sizes of a trial; the queue of {@link Placed} events is there. */
    public ConsumeScenario(Arguments arguments, Broker broker) {
        this.arguments = arguments;
        this.broker = broker;
    }

    /** The listener. */
    public interface Consumer {

        /** Begins to consume. */
        void start();

        /** Ends, and returns when it has. */
        void stop();

        /**
         * How many events it is through with, all in all.
         *
         * @param followUps how many follow-up events have arrived since the last time it was started
         */
        long done(LongSupplier followUps);

        /**
         * Called between stretches.
         *
         * @throws IllegalStateException if events from {@code first} on did not have their effect exactly once
         */
        void verify(long first, int count);
    }

    /**
     * Warms up, and measures.
     *
     * @return how many events a second were handled, with everything that they caused
     */
    public double measure(Consumer consumer) {
        broker.declareQueue(Broker.HANDLED_QUEUE, Handled.TYPE);
        int warmUp = arguments.number("warm-up-events");
        long warmUpEnd = System.nanoTime()
                + Duration.ofSeconds(arguments.number("warm-up-seconds")).toNanos();
        do {
            drain(consumer, warmUp);
        } while (System.nanoTime() < warmUpEnd);
        int events = arguments.number("events");
        return events * 1e9 / drain(consumer, events);
    }

    private long drain(Consumer consumer, int events) {
        long first = next;
        next += events;
        broker.fill(first, events);
        long start = System.nanoTime();
        consumer.start();
        long end = Waiting.until(
                "events were handled", () -> consumer.done(() -> broker.depth(Broker.HANDLED_QUEUE)), events);
        consumer.stop();
        consumer.verify(first, events);
        return end - start;
    }
}
