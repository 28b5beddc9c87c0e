package com.example.benchmark.services;

import com.example.testbed.OrderLoad;
import com.example.testbed.ServiceProcess;
import com.example.testbed.Witness;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;

/** Users who place one order after the other, as fast as they are answered: the most that the services can do. */
final class Users {

    private final HttpClient http = HttpClient.newHttpClient();

    private final HttpRequest order;

    private final Witness witness;

    Users(URI orders, Witness witness) {
        this.order = HttpRequest.newBuilder(orders)
                .header("Content-Type", "application/json")
                .header("Authorization", ServiceProcess.authorization())
                .POST(BodyPublishers.ofString(OrderLoad.order("carol", "tok_visa")))
                .build();
        this.witness = witness;
    }

    /**
     * Lets them place orders for a while.
     *
     * @return how many orders a second were handled, until the last of them was
     */
    double run(int users, int seconds) throws Exception {
        long paidBefore = witness.paidCount();
        AtomicLong accepted = new AtomicLong();
        long start = System.nanoTime();
        long end = start + TimeUnit.SECONDS.toNanos(seconds);
        ExecutorService threads = Executors.newFixedThreadPool(users);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < users; i++) {
                running.add(threads.submit(() -> {
                    while (System.nanoTime() < end) {
                        place();
                        accepted.incrementAndGet();
                    }
                    return null;
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
        Awaitility.await("all orders are handled")
                .atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> witness.paidCount() - paidBefore >= accepted.get());
        return accepted.get() * 1e9 / (System.nanoTime() - start);
    }

    /** Tries again when it is told to try again later. */
    private void place() throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(order, BodyHandlers.ofString());
        while (response.statusCode() == 503) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            response = http.send(order, BodyHandlers.ofString());
        }
        if (response.statusCode() != 202) {
            throw new IllegalStateException(
                    "An order was answered with %d: %s".formatted(response.statusCode(), response.body()));
        }
    }
}
