package com.example.testbed;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Orders at a steady rate, whatever becomes of those before: an order's time is when it was due, not when there was room
 * for it. Each has an idempotency key and is sent with it again and again until it is accepted.
 */
public final class OrderLoad implements AutoCloseable {

    private static final Pattern ID = Pattern.compile("\"id\":\"([0-9a-f-]{36})\"");

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1, work -> {
        Thread thread = new Thread(work, "order-load");
        thread.setDaemon(true);
        return thread;
    });

    private final List<URI> targets;

    private final String run = UUID.randomUUID().toString();

    private final long intervalNanos;

    private final long startedAt = System.nanoTime();

    private final AtomicInteger begun = new AtomicInteger();

    private final Map<String, Accepted> accepted = new ConcurrentHashMap<>();

    private final Map<String, AtomicInteger> failedTries = new ConcurrentHashMap<>();

    private volatile @Nullable String rejected;

    private volatile boolean on = true;

    /**
     * An order that was accepted; both times by {@link System#nanoTime()}.
     *
     * @param id its id
     * @param outcome the status that it has to end with
     * @param dueAt when it was due to be sent for the first time
     * @param at when it was accepted
     */
    public record Accepted(String id, String outcome, long dueAt, long at) {}

    /**
     * Begins.
     *
     * @param producers where orders are placed, in turn
     * @param perSecond how many
     */
    public OrderLoad(List<URI> producers, int perSecond) {
        this.targets = List.copyOf(producers);
        this.intervalNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
        timer.scheduleAtFixedRate(this::sendDue, 0, Math.max(1, 1_000 / perSecond / 2), TimeUnit.MILLISECONDS);
    }

    private void sendDue() {
        while (on && startedAt + begun.get() * intervalNanos <= System.nanoTime()) {
            int number = begun.getAndIncrement();
            send(number, startedAt + number * intervalNanos, 0);
        }
    }

    private static boolean isDeclined(int number) {
        return number % 10 == 9;
    }

    private void send(int number, long dueAt, int tries) {
        URI target = targets.get((number + tries) % targets.size());
        HttpRequest request = HttpRequest.newBuilder(target)
                .timeout(Duration.ofSeconds(10))
                .header("Content-Type", "application/json")
                .header("Authorization", ServiceProcess.authorization())
                .header("Idempotency-Key", run + "-" + number)
                .POST(BodyPublishers.ofString(order("carol", isDeclined(number) ? "tok_declined" : "tok_visa")))
                .build();
        http.sendAsync(request, BodyHandlers.ofString())
                .whenComplete((response, failure) -> answered(number, dueAt, tries, response, failure));
    }

    /** The body of an order. */
    public static String order(String customer, String token) {
        return """
                {"customerId":"%s","currency":"EUR","paymentToken":"%s",
                 "lines":[{"sku":"espresso-cup","quantity":2,"unitPrice":9.90}]}""".formatted(customer, token);
    }

    private void answered(
            int number, long dueAt, int tries, @Nullable HttpResponse<String> response, @Nullable Throwable failure) {
        if (response != null && response.statusCode() == 202) {
            Matcher id = ID.matcher(response.body());
            if (id.find()) {
                String outcome = isDeclined(number) ? "REJECTED" : "CONFIRMED";
                accepted.put(id.group(1), new Accepted(id.group(1), outcome, dueAt, System.nanoTime()));
                return;
            }
        }
        String why = response == null ? "no answer" : String.valueOf(response.statusCode());
        failedTries.computeIfAbsent(why, key -> new AtomicInteger()).incrementAndGet();
        if (response != null && response.statusCode() < 500) {
            rejected = response.statusCode() + ": " + response.body();
            return;
        }
        timer.schedule(() -> send(number, dueAt, tries + 1), 100, TimeUnit.MILLISECONDS);
    }

    /** Begins no more orders. */
    public void stop() {
        on = false;
    }

    /**
     * Waits until every order that was begun is accepted.
     *
     * @throws IllegalStateException if the service called one a mistake of its client
     */
    public void awaitAccepted(Duration atMost) {
        Awaitility.await("all orders are accepted")
                .atMost(atMost)
                .until(() -> rejected != null || (!on && accepted.size() == begun.get()));
        if (rejected != null) {
            throw new IllegalStateException("An order was answered with " + rejected);
        }
    }

    /** How many orders were begun. */
    public int begun() {
        return begun.get();
    }

    /** The accepted orders, by their id. */
    public Map<String, Accepted> accepted() {
        return Map.copyOf(accepted);
    }

    /** How many are accepted so far. */
    public int acceptedCount() {
        return accepted.size();
    }

    /** How many tries failed, by status code, or "no answer". */
    public Map<String, AtomicInteger> failedTries() {
        return Map.copyOf(failedTries);
    }

    /** When it began, by {@link System#nanoTime()}. */
    public long startedAt() {
        return startedAt;
    }

    @Override
    public void close() {
        on = false;
        timer.shutdownNow();
    }

    /** Reads the status of an order, or nothing if the service does not answer. */
    public static @Nullable String statusOf(ServiceProcess producer, String id) {
        try {
            HttpResponse<String> response = producer.get("/api/orders/" + id);
            Matcher status = Pattern.compile("\"status\":\"([A-Z]+)\"").matcher(response.body());
            return response.statusCode() == 200 && status.find() ? status.group(1) : null;
        } catch (IOException ex) {
            return null;
        }
    }
}
