package com.example.messaging.listener;

import com.example.messaging.deadletter.DeadLetters;
import com.example.messaging.event.EventCatalog;
import com.example.messaging.inbox.Inbox;
import com.example.messaging.properties.MessagingProperties;
import com.example.messaging.properties.QueueProperties;
import com.example.messaging.retry.RetryTiers;
import com.example.messaging.topology.BrokerSetupException;
import com.example.messaging.trace.Traces;
import io.micrometer.observation.ObservationRegistry;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.core.MessageListener;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;
import org.springframework.amqp.rabbit.listener.adapter.AbstractAdaptableMessageListener;

/** Gives each listener's container the settings of the queues that it consumes from, and its way to handle groups. */
final class Listeners {

    private static final Logger logger = LoggerFactory.getLogger(Listeners.class);

    private final MessagingProperties properties;

    private final EventCatalog catalog;

    private final DeadLetters deadLetters;

    private final RetryTiers retryTiers;

    private final ListenerMetrics metrics;

    private final Traces traces;

    private final ObservationRegistry observations;

    private final @Nullable Inbox inbox;

    private final Answers answers;

    private final Map<String, KillSwitch> killSwitches = new ConcurrentHashMap<>();

    Listeners(
            MessagingProperties properties,
            EventCatalog catalog,
            DeadLetters deadLetters,
            RetryTiers retryTiers,
            ListenerMetrics metrics,
            Traces traces,
            ObservationRegistry observations,
            @Nullable Inbox inbox,
            Answers answers) {
        this.properties = properties;
        this.catalog = catalog;
        this.deadLetters = deadLetters;
        this.retryTiers = retryTiers;
        this.metrics = metrics;
        this.traces = traces;
        this.observations = observations;
        this.inbox = inbox;
        this.answers = answers;
    }

    void configure(SimpleMessageListenerContainer container) {
        propertiesOf(container).stream()
                .mapToInt(QueueProperties::concurrency)
                .min()
                .ifPresent(container::setConcurrentConsumers);
        // A refused login may be a password that is being changed, and a lost connection can look like one.
        container.setPossibleAuthenticationFailureFatal(false);
        container.setShutdownTimeout(properties.listener().shutdownTimeout().toMillis());
        container.setRecoveryBackOff(new ReconnectBackOff(properties.listener().maxReconnectDelay()));
    }

    /** Lets an adapted method handle groups. */
    GroupCommit group(MessageListener listener, GroupContainer container) {
        KillSwitch killSwitch = new KillSwitch(
                String.join(",", container.getQueueNames()),
                properties.listener().killSwitch());
        for (String queue : container.getQueueNames()) {
            killSwitches.put(queue, killSwitch);
            metrics.watch(queue, killSwitch);
        }
        if (listener instanceof AbstractAdaptableMessageListener adapter) {
            // Where the answer to who waits for none goes; nothing is ever published there.
            adapter.setResponseAddress("nobody");
        }
        Handler handler = new Handler(listener, String.valueOf(container.getListenerId()), catalog, observations);
        return new GroupCommit(
                handler,
                new GroupTransaction(handler, inbox, answers, container::isAnswering, container::isHandling),
                new Failures(properties, deadLetters, retryTiers, killSwitch, metrics),
                answers,
                killSwitch,
                metrics,
                traces,
                container::isAnswering,
                container::isHandling,
                container::handledFresh);
    }

    /** Tells of what does not go together with answers. */
    void checkAnswering(SimpleMessageListenerContainer container) {
        for (String queue : container.getQueueNames()) {
            if (propertiesOf(queue, container.getListenerId()).deadLetter()) {
                logger.warn(
                        "Queue '{}' brings requests, and has dead letters: a request that nobody handled in time would be one of them. Set 'messaging.queues.\"[{}]\".dead-letter' to false",
                        queue,
                        queue);
            }
        }
    }

    /** Why the listener of a queue pauses, or null if it does not. */
    @Nullable
    String pauseOf(String queue) {
        KillSwitch killSwitch = killSwitches.get(queue);
        return killSwitch == null ? null : killSwitch.reason();
    }

    /** How many messages share a transaction; without one, none do. */
    int groupSize(List<QueueProperties> queues) {
        return inbox == null
                ? 1
                : queues.stream()
                        .mapToInt(queue -> Math.min(queue.groupCommit(), queue.prefetch()))
                        .min()
                        .orElse(1);
    }

    List<QueueProperties> propertiesOf(SimpleMessageListenerContainer container) {
        return Arrays.stream(container.getQueueNames())
                .map(queue -> propertiesOf(queue, container.getListenerId()))
                .toList();
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
