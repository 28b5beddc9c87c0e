package com.example.benchmark.scenario;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.stream.LongStream;

/** The measuring side's own connection to the broker. */
public final class Broker implements AutoCloseable {

    /** The exchange of all events. */
    public static final String EXCHANGE = "bench";

    /** Where {@link Placed} events go. */
    public static final String PLACED_QUEUE = "bench.placed";

    /** Where {@link Handled} events go. */
    public static final String HANDLED_QUEUE = "bench.handled";

    private final Connection connection;

    private final Channel channel;

    /** Connects. */
    public Broker(ConnectionFactory factory) {
        try {
            this.connection = factory.newConnection("benchmark");
            this.channel = connection.createChannel();
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        } catch (TimeoutException ex) {
            throw new IllegalStateException(ex);
        }
    }

    /** Something that is asked of the broker. */
    private interface Request<T> {

        T ask() throws IOException;
    }

    private static <T> T ask(Request<T> request) {
        try {
            return request.ask();
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    /** Declares the exchange, for contenders that do not declare it themselves. */
    public void declareExchange() {
        ask(() -> channel.exchangeDeclare(EXCHANGE, "topic", true));
    }

    /** Declares a quorum queue for events of a type. */
    public void declareQueue(String queue, String type) {
        declareQueue(queue, EXCHANGE, type);
    }

    /** Declares a quorum queue, bound to an exchange that is there. */
    public void declareQueue(String queue, String exchange, String routingKey) {
        ask(() -> channel.queueDeclare(queue, true, false, false, Map.of("x-queue-type", "quorum")));
        ask(() -> channel.queueBind(queue, exchange, routingKey));
    }

    /** How many messages wait in a queue. */
    public long depth(String queue) {
        return ask(() -> channel.messageCount(queue));
    }

    /** Empties a queue. */
    public void purge(String queue) {
        ask(() -> channel.queuePurge(queue));
    }

    /** Publishes events with numbers from {@code first} on, and returns when all are confirmed. */
    public void fill(long first, int count) {
        try (RawPublisher publisher = new RawPublisher(connection)) {
            LongStream.range(first, first + count)
                    .mapToObj(number -> EventMessage.of(Placed.number(number)))
                    .forEach(publisher::publish);
            publisher.awaitConfirms();
        }
    }

    /** Opens a publisher on a channel of its own. */
    public RawPublisher newPublisher() {
        return new RawPublisher(connection);
    }

    /** Begins to consume a queue, expecting nothing yet. */
    public Arrivals consume(String queue) {
        Arrivals arrivals = new Arrivals();
        ask(() -> {
            Channel consuming = connection.createChannel();
            return consuming.basicConsume(
                    queue,
                    true,
                    (tag, delivery) -> arrivals.arrived(EventMessage.numberIn(delivery.getBody())),
                    tag -> arrivals.broken("The broker has cancelled the consumer"));
        });
        return arrivals;
    }

    /**
     * Takes everything out of a queue, and makes sure that this is each event from {@code first} on, once.
     *
     * @throws IllegalStateException if one is missing or there twice, or if anything is left
     */
    public void verify(String queue, long first, int count) {
        verifyDepth(queue, count);
        Arrivals arrivals = new Arrivals();
        arrivals.expect(first, count);
        try (Channel consuming = connection.createChannel()) {
            consuming.basicConsume(
                    queue,
                    true,
                    (tag, delivery) -> arrivals.arrived(EventMessage.numberIn(delivery.getBody())),
                    tag -> {});
            arrivals.await();
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        } catch (TimeoutException ex) {
            throw new IllegalStateException(ex);
        }
        verifyDepth(queue, 0);
    }

    /**
     * Counts what waits in a queue.
     *
     * @throws IllegalStateException if it is another number
     */
    public void verifyDepth(String queue, long expected) {
        long found = depth(queue);
        if (found != expected) {
            throw new IllegalStateException("%d messages wait in %s, not %d".formatted(found, queue, expected));
        }
    }

    @Override
    public void close() {
        connection.abort();
    }
}
