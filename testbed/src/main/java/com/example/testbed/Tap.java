package com.example.testbed;

import com.rabbitmq.client.Connection;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;

/** Gives a queue each of its messages once more: reads what was published, and sends it there unchanged. */
public final class Tap implements AutoCloseable {

    private final AtomicLong count = new AtomicLong();

    private final Subscription subscription;

    /**
     * Begins.
     *
     * @param broker how to connect
     * @param exchange where the messages are published
     * @param routingKey with which routing key
     * @param queue the queue that gets them twice
     */
    public Tap(Callable<Connection> broker, String exchange, String routingKey, String queue) {
        this.subscription = new Subscription(
                broker, "tap-" + UUID.randomUUID(), exchange, routingKey, (channel, envelope, properties, body) -> {
                    channel.basicPublish("", queue, properties, body);
                    count.incrementAndGet();
                });
    }

    /** How many messages were sent once more. */
    public long count() {
        return count.get();
    }

    @Override
    public void close() {
        subscription.close();
    }
}
