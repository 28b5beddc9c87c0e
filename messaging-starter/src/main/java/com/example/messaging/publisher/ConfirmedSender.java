package com.example.messaging.publisher;

import com.example.messaging.BrokerUnavailableException;
import com.example.messaging.EventPublicationException;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.support.micrometer.RabbitMessageSenderContext;
import org.springframework.amqp.rabbit.support.micrometer.RabbitTemplateObservation;
import org.springframework.amqp.rabbit.support.micrometer.RabbitTemplateObservation.DefaultRabbitTemplateObservationConvention;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Sends a message and waits until the broker has confirmed it, for a bounded time whatever the broker does. The work is
 * done by threads of its own: connecting to a broker that hangs can't be given up halfway, but its caller can be let go.
 */
public final class ConfirmedSender implements DisposableBean {

    private static final int THREADS = 16;

    private final PublisherConnection connection;

    private final ObservationRegistry observations;

    private final ThreadPoolExecutor threads;

    private final Deque<ConfirmChannel> idle = new ConcurrentLinkedDeque<>();

    ConfirmedSender(PublisherConnection connection, ObservationRegistry observations) {
        this.connection = connection;
        this.observations = observations;
        CustomizableThreadFactory threadFactory = new CustomizableThreadFactory("messaging-publisher-");
        threadFactory.setDaemon(true);
        this.threads = new ThreadPoolExecutor(
                THREADS, THREADS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threadFactory);
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Sends a message; the broker has it when this returns.
     *
     * @param timeout how long it may take, connecting included
     * @throws EventPublicationException if the broker does not have it, or can't be known to have it
     */
    public void send(String exchange, String routingKey, Message message, Duration timeout) {
        RabbitTemplateObservation.TEMPLATE_OBSERVATION
                .observation(
                        null,
                        DefaultRabbitTemplateObservationConvention.INSTANCE,
                        () -> new RabbitMessageSenderContext(message, "eventPublisher", exchange, routingKey),
                        observations)
                .observe(() -> sendInTime(Outgoing.of(exchange, routingKey, message), timeout));
    }

    /**
     * Sends messages in one flight.
     *
     * @param timeout how long all of it may take, connecting included
     * @return what became of each, in the same order
     */
    public List<Outcome> send(List<Outgoing> messages, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        Future<List<Outcome>> sent = threads.submit(() -> sendOn(messages, deadline));
        try {
            return sent.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException ex) {
            sent.cancel(false);
            return all(messages, "RabbitMQ did not confirm it in time");
        } catch (ExecutionException ex) {
            return all(messages, String.valueOf(ex.getCause()));
        } catch (InterruptedException ex) {
            sent.cancel(false);
            Thread.currentThread().interrupt();
            return all(messages, "Interrupted while waiting for RabbitMQ's confirm");
        }
    }

    private static List<Outcome> all(List<Outgoing> messages, String reason) {
        return Collections.nCopies(messages.size(), new Outcome(Outcome.Status.UNKNOWN, reason));
    }

    private void sendInTime(Outgoing message, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        Future<List<Outcome>> sent = threads.submit(() -> sendOn(List.of(message), deadline));
        try {
            sent.get(timeout.toNanos(), TimeUnit.NANOSECONDS).get(0).orThrow(message);
        } catch (TimeoutException ex) {
            sent.cancel(false);
            throw new BrokerUnavailableException(
                    "RabbitMQ did not confirm the message for exchange '%s' within %d ms"
                            .formatted(message.exchange(), timeout.toMillis()),
                    ex);
        } catch (ExecutionException ex) {
            if (ex.getCause() instanceof AmqpException) {
                throw new BrokerUnavailableException(
                        "RabbitMQ can't be reached: " + ex.getCause().getMessage(), ex.getCause());
            }
            throw new IllegalStateException(
                    "Publishing to exchange '%s' failed".formatted(message.exchange()), ex.getCause());
        } catch (InterruptedException ex) {
            sent.cancel(false);
            Thread.currentThread().interrupt();
            throw new BrokerUnavailableException("Interrupted while waiting for RabbitMQ's confirm", ex);
        }
    }

    private List<Outcome> sendOn(List<Outgoing> messages, long deadline) throws InterruptedException {
        ConfirmChannel channel = idle.poll();
        while (channel != null && !channel.isOpen()) {
            channel = idle.poll();
        }
        if (channel == null) {
            channel = connection.openChannel();
        }
        try {
            Duration left = Duration.ofNanos(deadline - System.nanoTime());
            return left.isNegative() || left.isZero()
                    ? all(messages, "It is too late to publish it")
                    : channel.send(messages, left);
        } finally {
            if (channel.isClean()) {
                idle.push(channel);
            } else {
                // Late confirms must not meet the next message.
                channel.close();
            }
        }
    }

    @Override
    public void destroy() {
        threads.shutdownNow();
        connection.close();
    }
}
