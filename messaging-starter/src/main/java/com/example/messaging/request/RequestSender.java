package com.example.messaging.request;

import com.example.messaging.publisher.Outcome;
import com.example.messaging.publisher.Outgoing;
import com.example.messaging.publisher.PublisherConnection;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.core.Message;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Sends requests on a connection of its own, and waits for their answers. What may hang, connecting and writing, is done by
 * threads of its own, so that every caller can be let go in time.
 */
final class RequestSender implements AutoCloseable {

    private static final int THREADS = 8;

    private final PublisherConnection connection;

    private final ThreadPoolExecutor threads;

    /** One for each type of request: the broker closes the channel of one that it refuses, and others go on. */
    private final Map<String, ReplyChannel> channels = new HashMap<>();

    RequestSender(PublisherConnection connection) {
        this.connection = connection;
        CustomizableThreadFactory threadFactory = new CustomizableThreadFactory("messaging-request-");
        threadFactory.setDaemon(true);
        this.threads = new ThreadPoolExecutor(
                THREADS, THREADS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threadFactory);
        threads.allowCoreThreadTimeOut(true);
    }

    /** Sends a request, and returns its answer. */
    Message send(Outgoing message, long timeoutMillis) {
        PendingRequest request = new PendingRequest(message, timeoutMillis);
        Sending sending = new Sending(request);
        threads.execute(sending);
        try {
            return request.await();
        } finally {
            sending.forget();
        }
    }

    /** A request on its way to the broker. */
    private final class Sending implements Runnable {

        private final PendingRequest request;

        private volatile @Nullable ReplyChannel channel;

        Sending(PendingRequest request) {
            this.request = request;
        }

        @Override
        public void run() {
            try {
                if (connection.isBlocked()) {
                    request.failed(Outcome.BLOCKED);
                    return;
                }
                boolean sent = false;
                while (!sent && !request.isOver()) {
                    ReplyChannel opened = channelFor(request.message().routingKey());
                    channel = opened;
                    // Nobody wants its answer if connecting took all of its time.
                    sent = request.isOver() || opened.send(request);
                }
            } catch (AmqpException ex) {
                request.failed(new Outcome(Outcome.Status.UNKNOWN, "RabbitMQ can't be reached: " + ex.getMessage()));
            } catch (IOException | ShutdownSignalException ex) {
                request.failed(new Outcome(Outcome.Status.UNKNOWN, "RabbitMQ can't be reached: " + reason(ex)));
            } finally {
                if (request.isOver()) {
                    forget();
                }
            }
        }

        void forget() {
            ReplyChannel used = channel;
            if (used != null) {
                used.forget(request);
            }
        }
    }

    private synchronized ReplyChannel channelFor(String type) throws IOException {
        ReplyChannel channel = channels.get(type);
        if (channel == null || !channel.isOpen()) {
            channel = ReplyChannel.open(connection.newChannel());
            channels.put(type, channel);
        }
        return channel;
    }

    /** What the broker said is in the cause. */
    private static String reason(Exception ex) {
        return String.valueOf((ex.getCause() == null ? ex : ex.getCause()).getMessage());
    }

    @Override
    public void close() {
        threads.shutdownNow();
        connection.close();
    }
}
