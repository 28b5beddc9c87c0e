package com.example.messaging.publisher;

import com.example.messaging.BrokerUnavailableException;
import com.example.messaging.EventPublicationException;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.support.micrometer.RabbitMessageSenderContext;
import org.springframework.amqp.rabbit.support.micrometer.RabbitTemplateObservation;
import org.springframework.amqp.rabbit.support.micrometer.RabbitTemplateObservation.DefaultRabbitTemplateObservationConvention;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Sends a message and waits until the broker has confirmed it ("Consumer Acknowledgements and Publisher Confirms"), for
 * a bounded time whatever the broker does. The work is done by threads of its own: connecting to a broker that hangs
 * can't be given up halfway, but its caller can be let go.
 */
public final class ConfirmedSender implements DisposableBean {

    private static final int THREADS = 16;

    private final CachingConnectionFactory connections;

    private final ObservationRegistry observations;

    private final ThreadPoolExecutor threads;

    ConfirmedSender(CachingConnectionFactory connections, ObservationRegistry observations) {
        this.connections = connections;
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
                .observe(() -> sendInTime(exchange, routingKey, message, timeout));
    }

    private void sendInTime(String exchange, String routingKey, Message message, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        Future<?> sent =
                threads.submit(() -> new ConfirmedSend(exchange, routingKey, message, deadline).execute(connections));
        try {
            sent.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException ex) {
            sent.cancel(false);
            throw new BrokerUnavailableException(
                    "RabbitMQ did not confirm the message for exchange '%s' within %d ms"
                            .formatted(exchange, timeout.toMillis()),
                    ex);
        } catch (ExecutionException ex) {
            if (ex.getCause() instanceof EventPublicationException failure) {
                throw failure;
            }
            throw new IllegalStateException("Publishing to exchange '%s' failed".formatted(exchange), ex.getCause());
        } catch (InterruptedException ex) {
            sent.cancel(false);
            Thread.currentThread().interrupt();
            throw new BrokerUnavailableException("Interrupted while waiting for RabbitMQ's confirm", ex);
        }
    }

    @Override
    public void destroy() {
        threads.shutdownNow();
        connections.destroy();
    }
}
