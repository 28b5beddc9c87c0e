package com.example.benchmark.services;

import com.example.benchmark.scenario.Arguments;
import com.example.benchmark.scenario.Results;
import com.example.testbed.OrderLoad;
import com.example.testbed.Witness;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.awaitility.Awaitility;

/**
 * Orders over HTTP until their payments are published: an order is handled when its payment's event has arrived at a
 * queue of this process's own, which is after the consumer's commit and the relay of what it published.
 */
final class FlowScenario {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final Arguments arguments;

    private final Services services;

    private final Results results;

    FlowScenario(Arguments arguments, Services services, Results results) {
        this.arguments = arguments;
        this.services = services;
        this.results = results;
    }

    void run() throws Exception {
        services.compileOnce();
        services.producer().start();
        services.consumer().start();
        services.producer().awaitReady();
        services.consumer().awaitReady();
        List<URI> orders = List.of(services.producer().url("/api/orders"));
        try (Witness witness = services.newWitness()) {
            int users = arguments.number("users");
            new Users(orders.get(0), witness).run(users, arguments.number("warm-up-seconds"));
            double sustained = new Users(orders.get(0), witness).run(users, arguments.number("seconds"));
            results.add("rate", sustained, "events/s");
            for (int percent : arguments.numbers("latency-percents")) {
                measureLatency(orders, witness, (int) (sustained * percent / 100), "at %d %% load".formatted(percent));
            }
            for (int rate : arguments.numbers("latency-rates")) {
                measureLatency(orders, witness, rate, "at %d/s".formatted(rate));
            }
        }
        results.add("memory of the producer", Services.residentMegabytes(services.producer()), "MB");
        results.add("memory of the consumer", Services.residentMegabytes(services.consumer()), "MB");
    }

    private void measureLatency(List<URI> orders, Witness witness, int rate, String load) {
        try (OrderLoad steady = new OrderLoad(orders, rate)) {
            long end = steady.startedAt() + TimeUnit.SECONDS.toNanos(arguments.number("latency-seconds"));
            Awaitility.await()
                    .atMost(TIMEOUT)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> System.nanoTime() > end);
            steady.stop();
            steady.awaitAccepted(TIMEOUT);
            Map<String, OrderLoad.Accepted> accepted = steady.accepted();
            Awaitility.await("all orders are handled")
                    .atMost(TIMEOUT)
                    .until(() -> accepted.keySet().stream().allMatch(order -> witness.paymentsOf(order) > 0));
            Histogram afterAccepted = new Histogram(3);
            Histogram whole = new Histogram(3);
            accepted.forEach((id, order) -> {
                // A payment can overtake the answer to the order.
                afterAccepted.recordValue(Math.max(0, witness.paidAt(id) - order.at()));
                whole.recordValue(Math.max(0, witness.paidAt(id) - order.dueAt()));
            });
            results.addLatency("accepted to handled " + load, afterAccepted);
            results.addLatency("due to handled " + load, whole);
        }
    }
}
