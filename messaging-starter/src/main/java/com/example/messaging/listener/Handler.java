package com.example.messaging.listener;

import com.example.messaging.event.EventCatalog;
import com.example.messaging.event.EventScope;
import com.rabbitmq.client.Channel;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.slf4j.MDC;
import org.springframework.amqp.core.MessageListener;
import org.springframework.amqp.listener.ListenerExecutionFailedException;
import org.springframework.amqp.listener.adapter.ReplyFailureException;
import org.springframework.amqp.rabbit.listener.api.ChannelAwareBatchMessageListener;
import org.springframework.amqp.rabbit.listener.api.ChannelAwareMessageListener;
import org.springframework.amqp.rabbit.support.micrometer.RabbitListenerObservation;
import org.springframework.amqp.rabbit.support.micrometer.RabbitListenerObservation.DefaultRabbitListenerObservationConvention;
import org.springframework.amqp.rabbit.support.micrometer.RabbitMessageReceiverContext;

/** The application's method, as Spring adapted it: for one event at a time, or for a list of them. */
final class Handler {

    private final MessageListener listener;

    private final String listenerId;

    private final EventCatalog catalog;

    private final ObservationRegistry observations;

    Handler(MessageListener listener, String listenerId, EventCatalog catalog, ObservationRegistry observations) {
        this.listener = listener;
        this.listenerId = listenerId;
        this.catalog = catalog;
        this.observations = observations;
    }

    /** Whether the method takes a list of events. */
    boolean takesLists() {
        return listener instanceof ChannelAwareBatchMessageListener;
    }

    /** Does some work for a message: what is logged, traced and published meanwhile belongs to it. */
    void inScope(Delivery delivery, Runnable work) {
        observation(delivery)
                .observe(() -> EventScope.call(delivery.metadata(), catalog, () -> {
                    MDC.put("queue", delivery.queue());
                    try {
                        work.run();
                    } finally {
                        MDC.remove("queue");
                    }
                    return Boolean.TRUE;
                }));
    }

    /** Notes in the trace of the message in hand what went wrong. */
    void failed(Throwable cause) {
        Observation current = observations.getCurrentObservation();
        if (current != null) {
            current.error(cause);
        }
    }

    /** Calls the method. */
    void handle(Delivery delivery, Channel channel) throws Exception {
        try {
            if (listener instanceof ChannelAwareBatchMessageListener lists) {
                lists.onMessageBatch(List.of(delivery.message()), channel);
            } else if (listener instanceof ChannelAwareMessageListener single) {
                single.onMessage(delivery.message(), channel);
            } else {
                listener.onMessage(delivery.message());
            }
        } catch (ListenerExecutionFailedException | ReplyFailureException ex) {
            throw withoutWrapping(ex);
        }
    }

    /** Calls the method with a list; each of its messages gets its own place in its own trace. */
    void handleList(List<Delivery> deliveries, Channel channel) throws Exception {
        List<Observation> started = new ArrayList<>();
        deliveries.forEach(delivery -> started.add(observation(delivery).start()));
        Collections.reverse(started);
        try {
            ((ChannelAwareBatchMessageListener) listener)
                    .onMessageBatch(deliveries.stream().map(Delivery::message).toList(), channel);
        } catch (ListenerExecutionFailedException ex) {
            Exception cause = withoutWrapping(ex);
            started.forEach(observation -> observation.error(cause));
            throw cause;
        } finally {
            started.forEach(Observation::stop);
        }
    }

    private Observation observation(Delivery delivery) {
        return RabbitListenerObservation.LISTENER_OBSERVATION.observation(
                null,
                DefaultRabbitListenerObservationConvention.INSTANCE,
                () -> new RabbitMessageReceiverContext(delivery.message(), listenerId),
                observations);
    }

    private static Exception withoutWrapping(RuntimeException thrown) {
        Throwable cause = thrown;
        while ((cause instanceof ListenerExecutionFailedException || cause instanceof ReplyFailureException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return (Exception) cause;
    }
}
