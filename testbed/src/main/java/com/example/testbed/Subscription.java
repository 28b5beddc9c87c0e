package com.example.testbed;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** A plain client that has a queue of its own, reads it, and comes back after every outage. */
final class Subscription implements AutoCloseable {

    /** What is done with a message before it is acknowledged. */
    interface Handler {

        void on(Channel channel, Envelope envelope, AMQP.BasicProperties properties, byte[] body) throws IOException;
    }

    private final Callable<Connection> broker;

    private final String queue;

    private final String exchange;

    private final String routingKey;

    private final Handler handler;

    private final CountDownLatch ready = new CountDownLatch(1);

    private final CountDownLatch closed = new CountDownLatch(1);

    private final AtomicBoolean open = new AtomicBoolean(true);

    private final Thread thread;

    Subscription(Callable<Connection> broker, String queue, String exchange, String routingKey, Handler handler) {
        this.broker = broker;
        this.queue = queue;
        this.exchange = exchange;
        this.routingKey = routingKey;
        this.handler = handler;
        this.thread = new Thread(this::run, queue);
        thread.setDaemon(true);
        thread.start();
        await(ready, 30_000);
    }

    private void run() {
        while (open.get()) {
            try (Connection connection = broker.call()) {
                read(connection);
            } catch (Exception ex) {
                // The broker is away, or not yet itself: that is what this is for.
                await(closed, 100);
            }
        }
    }

    private void read(Connection connection) throws IOException {
        CountDownLatch lost = new CountDownLatch(1);
        connection.addShutdownListener(cause -> lost.countDown());
        Channel channel = connection.createChannel();
        channel.addShutdownListener(cause -> lost.countDown());
        channel.queueDeclare(queue, true, false, false, Map.of("x-queue-type", "quorum"));
        channel.queueBind(queue, exchange, routingKey);
        channel.basicQos(1_000);
        channel.basicConsume(queue, false, new DefaultConsumer(channel) {

            @Override
            public void handleDelivery(String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body)
                    throws IOException {
                handler.on(channel, envelope, properties, body);
                channel.basicAck(envelope.getDeliveryTag(), false);
            }

            @Override
            public void handleCancel(String tag) {
                lost.countDown();
            }
        });
        ready.countDown();
        while (open.get() && !await(lost, 200)) {
            // Still connected.
        }
        if (!open.get()) {
            channel.queueDelete(queue);
        }
    }

    private static boolean await(CountDownLatch latch, long millis) {
        try {
            return latch.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Ends it, and deletes its queue. */
    @Override
    public void close() {
        open.set(false);
        closed.countDown();
        try {
            thread.join(5_000);
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
    }
}
