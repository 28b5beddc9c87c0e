package com.example.benchmark.services;

import com.example.benchmark.scenario.Broker;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.Delivery;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** The limit: does nothing with a reading but acknowledge it, in groups as large as the consumer-service's. */
final class AckOnlyConsumer implements ReadingsScenario.Consumer {

    private static final int PREFETCH = 500;

    private static final int GROUP = 200;

    private final Connection connection;

    private final Channel channel;

    private final Broker broker;

    private final Set<ByteBuffer> seen = ConcurrentHashMap.newKeySet();

    private final AtomicLong count = new AtomicLong();

    AckOnlyConsumer(ConnectionFactory factory, Broker broker) throws IOException, TimeoutException {
        this.broker = broker;
        this.connection = factory.newConnection("ack-only");
        this.channel = connection.createChannel();
    }

    @Override
    public void start() throws IOException {
        broker.declareQueue(Readings.QUEUE, Readings.EXCHANGE, Readings.TYPE);
        channel.basicQos(PREFETCH);
        channel.basicConsume(Readings.QUEUE, false, (tag, delivery) -> take(delivery), tag -> {});
    }

    private void take(Delivery delivery) throws IOException {
        long tag = delivery.getEnvelope().getDeliveryTag();
        seen.add(ByteBuffer.wrap(delivery.getBody()));
        if (count.incrementAndGet() % GROUP == 0) {
            channel.basicAck(tag, true);
        }
    }

    @Override
    public boolean isThrough(long readings, long alerts) {
        return seen.size() >= readings;
    }

    @Override
    public void verify(Readings readings, long expected) {
        if (count.get() != expected || seen.size() != expected) {
            throw new IllegalStateException(
                    "%d of %d readings were seen, in %d messages".formatted(seen.size(), expected, count.get()));
        }
        broker.verifyDepth(Readings.QUEUE, 0);
    }

    @Override
    public Duration processorTime() {
        return Duration.ZERO;
    }

    @Override
    public void close() {
        connection.abort();
    }
}
