package com.example.benchmark.services;

import com.example.benchmark.scenario.Arguments;
import com.example.benchmark.scenario.Broker;
import com.example.benchmark.scenario.EventMessage;
import com.example.benchmark.scenario.RawPublisher;
import com.example.benchmark.scenario.Results;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Readings are published as fast as the broker confirms them, and handled meanwhile, until the last of them is. */
final class ReadingsScenario {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final Arguments arguments;

    private final Broker broker;

    private final Results results;

    private final Readings readings;

    private long published;

    ReadingsScenario(Arguments arguments, Broker broker, Results results) {
        this.arguments = arguments;
        this.broker = broker;
        this.results = results;
        this.readings = new Readings(arguments.number("devices"));
    }

    /** Who handles them. */
    interface Consumer extends AutoCloseable {

        /** Begins to consume, and returns when the queue is there. */
        void start() throws Exception;

        /**
         * Whether it is through with so many readings, and with the alerts that they raise.
         *
         * @throws IllegalStateException if that can't come to pass any more
         */
        boolean isThrough(long count, long alerts) throws Exception;

        /**
         * Called when it is through.
         *
         * @throws IllegalStateException if each of the first readings was not handled exactly once
         */
        void verify(Readings readings, long count) throws Exception;

        /** The processor time that its process has used so far; zero if that process does other things too. */
        Duration processorTime();

        @Override
        void close();
    }

    void run(Consumer consumer) throws Exception {
        consumer.start();
        int warmUp = arguments.number("warm-up-events");
        long warmUpEnd = System.nanoTime() + TimeUnit.SECONDS.toNanos(arguments.number("warm-up-seconds"));
        do {
            flow(consumer, warmUp);
        } while (System.nanoTime() < warmUpEnd);
        int count = arguments.number("events");
        Duration before = consumer.processorTime();
        results.addRate("rate", count, flow(consumer, count));
        Duration used = consumer.processorTime().minus(before);
        if (!used.isZero()) {
            results.add("processor time of the consumer", used.toNanos() / 1e3 / count, "µs/event");
        }
    }

    /** Returns how long it took, in nanoseconds. */
    private long flow(Consumer consumer, int count) throws Exception {
        List<EventMessage> messages = readings.messages(published, count);
        published += count;
        long alerts = readings.alerts(published);
        long start = System.nanoTime();
        try (RawPublisher publisher = broker.newPublisher()) {
            messages.forEach(message -> publisher.publish(Readings.EXCHANGE, Readings.TYPE, message));
            publisher.awaitConfirms();
        }
        Awaitility.await("all readings are handled")
                .atMost(TIMEOUT)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> consumer.isThrough(published, alerts));
        long end = System.nanoTime();
        consumer.verify(readings, published);
        return end - start;
    }
}
