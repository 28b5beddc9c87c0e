package com.example.messaging.listener;

import com.example.messaging.properties.MessagingProperties;
import com.example.messaging.properties.QueueProperties;
import com.example.messaging.topology.BrokerSetupException;
import java.util.Arrays;
import java.util.List;
import org.springframework.amqp.core.AcknowledgeMode;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;
import org.springframework.amqp.rabbit.listener.api.ChannelAwareBatchMessageListener;
import org.springframework.util.backoff.ExponentialBackOff;

/** Gives each listener's container the settings of the queues that it consumes from. */
final class ListenerContainers {

    private final MessagingProperties properties;

    private final Attempts attempts;

    ListenerContainers(MessagingProperties properties, Attempts attempts) {
        this.properties = properties;
        this.attempts = attempts;
    }

    void configure(SimpleMessageListenerContainer container) {
        refuseUnsupported(container);
        List<QueueProperties> queues = Arrays.stream(container.getQueueNames())
                .map(queue -> propertiesOf(queue, container.getListenerId()))
                .toList();
        queues.stream().mapToInt(QueueProperties::prefetch).min().ifPresent(container::setPrefetchCount);
        queues.stream().mapToInt(QueueProperties::concurrency).min().ifPresent(container::setConcurrentConsumers);
        container.setAdviceChain(attempts);
        // A refused login may be a password that is being changed, and a lost connection can look like one.
        container.setPossibleAuthenticationFailureFatal(false);
        container.setShutdownTimeout(properties.listener().shutdownTimeout().toMillis());
        ExponentialBackOff reconnect = new ExponentialBackOff(500, 2);
        reconnect.setMaxInterval(properties.listener().maxReconnectDelay().toMillis());
        container.setRecoveryBackOff(reconnect);
    }

    /** What would acknowledge past {@link Attempts}, so that a failed message could be lost or come for ever. */
    private static void refuseUnsupported(SimpleMessageListenerContainer container) {
        String what = null;
        if (container.getAcknowledgeMode() != AcknowledgeMode.AUTO) {
            what = "acknowledges by itself (ackMode %s)".formatted(container.getAcknowledgeMode());
        } else if (container.getMessageListener() instanceof ChannelAwareBatchMessageListener) {
            what = "takes messages in batches";
        }
        if (what != null) {
            throw new BrokerSetupException(
                    "The listener '%s' %s, which the messaging starter does not support: it settles each message itself."
                            .formatted(container.getListenerId(), what),
                    "Let the method take one event, remove 'ackMode' and 'batch' from @RabbitListener, or name a 'containerFactory' of your own there.",
                    null);
        }
    }

    private QueueProperties propertiesOf(String queue, String listener) {
        QueueProperties found = properties.queues().get(queue);
        if (found == null) {
            throw new BrokerSetupException(
                    "The listener '%s' consumes from queue '%s', which 'messaging.queues' does not name: nothing declares the queue, and its failed messages would have nowhere to go."
                            .formatted(listener, queue),
                    "Add 'messaging.queues.\"[%s]\"' with its bindings, or correct the name in @RabbitListener. A listener that shall do without the starter names a 'containerFactory' of its own."
                            .formatted(queue),
                    null);
        }
        return found;
    }
}
