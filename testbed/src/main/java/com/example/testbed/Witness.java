package com.example.testbed;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Envelope;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Sees what the services publish, from a queue of its own, and counts the payments of each order by their events' ids:
 * one that was published again has the same id, one that was decided again has another.
 */
public final class Witness implements AutoCloseable {

    /** The dead letters of both services. */
    public static final List<String> DEAD_LETTER_QUEUES =
            List.of("payments.order-placed.dlq", "orders.payment-outcome.dlq");

    /** The queues that the services consume from. */
    public static final List<String> QUEUES = List.of("payments.order-placed", "orders.payment-outcome");

    private final Callable<Connection> broker;

    private final Map<String, Set<String>> payments = new ConcurrentHashMap<>();

    private final Map<String, Long> firstSeen = new ConcurrentHashMap<>();

    private final Set<String> placed = ConcurrentHashMap.newKeySet();

    private final AtomicLong events = new AtomicLong();

    private final AtomicLong repeated = new AtomicLong();

    private final Subscription subscription;

    private @Nullable Subscription orders;

    /** Begins to look at payments. */
    public Witness(Callable<Connection> broker) {
        this.broker = broker;
        this.subscription =
                new Subscription(broker, "witness-" + UUID.randomUUID(), "payments", "payments.#", this::payment);
    }

    private void payment(Channel channel, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
        String order = String.valueOf(properties.getHeaders().get("cloudEvents_subject"));
        events.incrementAndGet();
        payments.computeIfAbsent(order, key -> ConcurrentHashMap.newKeySet()).add(properties.getMessageId());
        firstSeen.putIfAbsent(order, System.nanoTime());
    }

    /** Looks at the events of orders too. While it does, none of them is unroutable. */
    public void watchOrders() {
        orders = new Subscription(
                broker, "witness-" + UUID.randomUUID(), "orders", "orders.#", (channel, envelope, properties, body) -> {
                    // What this client itself gets again is no repetition.
                    if (!placed.add(properties.getMessageId()) && !envelope.isRedeliver()) {
                        repeated.incrementAndGet();
                    }
                });
    }

    /** How many events of orders were published more than once. */
    public long repeatedOrders() {
        return repeated.get();
    }

    /** How many events of orders there were, by their ids. */
    public int placedOrders() {
        return placed.size();
    }

    /** How many payments there were, with those published again. */
    public long events() {
        return events.get();
    }

    /** How many orders have a payment. */
    public int paidCount() {
        return payments.size();
    }

    /** How many payments an order has. */
    public int paymentsOf(String order) {
        return payments.getOrDefault(order, Set.of()).size();
    }

    /**
     * When the first payment of an order was seen, by {@link System#nanoTime()}.
     *
     * @throws IllegalArgumentException if none was
     */
    public long paidAt(String order) {
        Long time = firstSeen.get(order);
        if (time == null) {
            throw new IllegalArgumentException("Order %s has no payment yet".formatted(order));
        }
        return time;
    }

    /** The longest time without a payment of one of these orders, from a point of time to the last of them. */
    public Duration longestGap(Set<String> ofOrders, long since) {
        long last = since;
        long longest = 0;
        for (long time : firstSeen.entrySet().stream()
                .filter(entry -> ofOrders.contains(entry.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sorted()
                .toArray()) {
            longest = Math.max(longest, time - last);
            last = Math.max(last, time);
        }
        return Duration.ofNanos(longest);
    }

    /** Returns how many messages are ready on a queue, or -1 if there is no such queue or the broker is away. */
    public long depth(String queue) {
        try (Connection connection = broker.call();
                Channel channel = connection.createChannel()) {
            return channel.messageCount(queue);
        } catch (Exception ex) {
            return -1;
        }
    }

    /** Returns how many consumers a queue has, or -1 if there is no such queue or the broker is away. */
    public long consumers(String queue) {
        try (Connection connection = broker.call();
                Channel channel = connection.createChannel()) {
            return channel.consumerCount(queue);
        } catch (Exception ex) {
            return -1;
        }
    }

    /**
     * Returns how many dead letters there are, on both queues.
     *
     * @throws IllegalStateException if the broker does not say
     */
    public long deadLetters() {
        return DEAD_LETTER_QUEUES.stream()
                .mapToLong(queue -> {
                    long depth = depth(queue);
                    if (depth < 0) {
                        throw new IllegalStateException(
                                "RabbitMQ does not say how many messages %s has".formatted(queue));
                    }
                    return depth;
                })
                .sum();
    }

    /** Removes all messages from a queue. */
    public void purge(String queue) throws IOException {
        try (Connection connection = broker.call();
                Channel channel = connection.createChannel()) {
            channel.queuePurge(queue);
        } catch (Exception ex) {
            throw new IOException("Can't purge '%s'".formatted(queue), ex);
        }
    }

    @Override
    public void close() {
        subscription.close();
        if (orders != null) {
            orders.close();
        }
    }
}
