package com.example.benchmark.scenario;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConfirmListener;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;

/** Publishes with pipelined confirms: as fast as the client library and the broker can. */
public final class RawPublisher implements AutoCloseable {

    private static final int WINDOW = 2_000;

    private final Channel channel;

    /** One permit for each message that may still be on its way. */
    private final Semaphore window = new Semaphore(WINDOW);

    /** All up to this one are confirmed. */
    private long settled;

    /** Those behind it that are. */
    private final NavigableSet<Long> early = new TreeSet<>();

    RawPublisher(Connection connection) {
        try {
            this.channel = connection.createChannel();
            channel.confirmSelect();
            channel.addConfirmListener(new ConfirmListener() {

                @Override
                public void handleAck(long tag, boolean multiple) {
                    confirmed(tag, multiple);
                }

                @Override
                public void handleNack(long tag, boolean multiple) {
                    throw new IllegalStateException("The broker has refused a message");
                }
            });
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    /** Tags come one by one, in any order, or all up to one. Called by the connection's thread only. */
    private void confirmed(long tag, boolean multiple) {
        if (!multiple) {
            early.add(tag);
            window.release();
        } else if (tag > settled) {
            NavigableSet<Long> known = early.headSet(tag, true);
            window.release((int) (tag - settled - known.size()));
            known.clear();
            settled = tag;
        }
        while (early.remove(settled + 1)) {
            settled++;
        }
    }

    /** Publishes a {@link Placed} event; waits only while too many are not confirmed yet. */
    public void publish(EventMessage message) {
        publish(Broker.EXCHANGE, Placed.TYPE, message);
    }

    /** Publishes; waits only while too many are not confirmed yet. */
    public void publish(String exchange, String routingKey, EventMessage message) {
        window.acquireUninterruptibly();
        try {
            channel.basicPublish(exchange, routingKey, message.properties(), message.body());
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    /** Returns when all are confirmed. */
    public void awaitConfirms() {
        window.acquireUninterruptibly(WINDOW);
        window.release(WINDOW);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException | TimeoutException ex) {
            throw new IllegalStateException(ex);
        }
    }
}
