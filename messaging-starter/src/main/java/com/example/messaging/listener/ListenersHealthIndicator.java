package com.example.messaging.listener;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.event.AmqpEvent;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.listener.AsyncConsumerRestartedEvent;
import org.springframework.amqp.rabbit.listener.AsyncConsumerStartedEvent;
import org.springframework.amqp.rabbit.listener.AsyncConsumerStoppedEvent;
import org.springframework.amqp.rabbit.listener.BlockingQueueConsumer;
import org.springframework.amqp.rabbit.listener.ConsumeOkEvent;
import org.springframework.amqp.rabbit.listener.ListenerContainerConsumerFailedEvent;
import org.springframework.amqp.rabbit.listener.RabbitListenerEndpointRegistry;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.context.ApplicationListener;

/**
 * Up while every listener that should run has a consumer on the broker; else says which queues have none, and why. It
 * goes by the consumers that the broker agreed to: a container counts them as active while they still try.
 */
final class ListenersHealthIndicator extends AbstractHealthIndicator implements ApplicationListener<AmqpEvent> {

    private static final String NOT_YET = "not connected yet";

    private static final String STOPPED = "the listener was stopped";

    private final RabbitListenerEndpointRegistry containers;

    private final Listeners listeners;

    private final ConnectionFactory connections;

    /** Those that containers have now. */
    private final Set<BlockingQueueConsumer> consumers = ConcurrentHashMap.newKeySet();

    private final Map<String, String> queuesByConsumerTag = new ConcurrentHashMap<>();

    private final Map<String, String> lastFailuresByQueue = new ConcurrentHashMap<>();

    ListenersHealthIndicator(
            RabbitListenerEndpointRegistry containers, Listeners listeners, ConnectionFactory connections) {
        this.containers = containers;
        this.listeners = listeners;
        this.connections = connections;
    }

    @Override
    public void onApplicationEvent(AmqpEvent event) {
        if (event instanceof AsyncConsumerStartedEvent started) {
            add(started.getConsumer());
        } else if (event instanceof AsyncConsumerRestartedEvent restarted) {
            remove(restarted.getOldConsumer());
            add(restarted.getNewConsumer());
        } else if (event instanceof AsyncConsumerStoppedEvent stopped) {
            remove(stopped.getConsumer());
        } else if (event instanceof ConsumeOkEvent agreed) {
            queuesByConsumerTag.put(agreed.getConsumerTag(), agreed.getQueue());
        } else if (event instanceof ListenerContainerConsumerFailedEvent failed
                && failed.getSource() instanceof SimpleMessageListenerContainer container) {
            for (String queue : container.getQueueNames()) {
                lastFailuresByQueue.put(queue, reasonOf(failed));
            }
        }
    }

    private void add(@Nullable Object started) {
        if (started instanceof BlockingQueueConsumer consumer) {
            consumers.add(consumer);
        }
    }

    private void remove(@Nullable Object ended) {
        if (ended instanceof BlockingQueueConsumer consumer) {
            consumers.remove(consumer);
            consumer.getConsumerTags().forEach(queuesByConsumerTag::remove);
        }
    }

    /** What the innermost cause says that says anything: the end of a connection has no words. */
    private static String reasonOf(ListenerContainerConsumerFailedEvent failed) {
        String reason = String.valueOf(failed.getReason());
        for (Throwable cause = failed.getThrowable(); cause != null; cause = cause.getCause()) {
            String message = cause.getMessage();
            if (message != null) {
                reason = message;
            }
        }
        return reason;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        Set<String> consumed = consumers.stream()
                .flatMap(consumer -> consumer.getConsumerTags().stream())
                .map(queuesByConsumerTag::get)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        List<String> consuming = new ArrayList<>();
        Map<String, String> waiting = new LinkedHashMap<>();
        for (var container : containers.getListenerContainers()) {
            if (container instanceof SimpleMessageListenerContainer simple && simple.isAutoStartup()) {
                for (String queue : simple.getQueueNames()) {
                    if (!simple.isRunning()) {
                        waiting.put(queue, STOPPED);
                    } else if (consumed.contains(queue)
                            || (simple instanceof GroupContainer group && group.isChanging())) {
                        consuming.add(queue);
                    } else {
                        waiting.put(queue, lastFailuresByQueue.getOrDefault(queue, NOT_YET));
                    }
                }
            }
        }
        Map<String, String> paused = new LinkedHashMap<>();
        consuming.forEach(queue -> {
            String reason = listeners.pauseOf(queue);
            if (reason != null) {
                paused.put(queue, "most of the last messages failed, the last with " + reason);
            }
        });
        builder.status(waiting.isEmpty() ? "UP" : "DOWN").withDetail("consuming", consuming);
        if (!paused.isEmpty()) {
            builder.withDetail("paused", paused);
        }
        if (!waiting.isEmpty()) {
            builder.withDetail("withoutConsumer", List.copyOf(waiting.keySet()))
                    .withDetail(
                            "reason",
                            "No consumer on RabbitMQ at %s:%d: %s"
                                    .formatted(
                                            connections.getHost(),
                                            connections.getPort(),
                                            waiting.values().iterator().next()));
        }
    }
}
