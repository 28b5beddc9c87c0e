package com.example.messaging.listener;

import com.example.messaging.deadletter.DeadLetters;
import com.example.messaging.event.EventCatalog;
import com.example.messaging.event.EventCodec;
import com.example.messaging.event.EventMessageConverter;
import com.example.messaging.inbox.Inbox;
import com.example.messaging.properties.MessagingProperties;
import com.example.messaging.publisher.ConfirmedSender;
import com.example.messaging.retry.RetryTiers;
import com.example.messaging.topology.Topology;
import com.example.messaging.trace.Traces;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.amqp.core.AcknowledgeMode;
import org.springframework.amqp.rabbit.config.ContainerCustomizer;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.listener.RabbitListenerEndpointRegistry;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.amqp.autoconfigure.SimpleRabbitListenerContainerFactoryConfigurer;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Auto-configuration for {@code @RabbitListener} methods: takes the place of Boot's default container factory, so that
 * methods need not name one, and starts from Boot's settings.
 */
@AutoConfiguration(before = RabbitAutoConfiguration.class)
public final class ListenerAutoConfiguration {

    /** A message waits so long for others, about twice as long if they keep coming. */
    private static final long GROUP_WAIT_MILLIS = 5;

    @Bean
    Listeners messagingListeners(
            MessagingProperties properties,
            EventCatalog catalog,
            EventCodec codec,
            DeadLetters deadLetters,
            RetryTiers retryTiers,
            ConfirmedSender sender,
            Traces traces,
            ObjectProvider<MeterRegistry> registry,
            ObjectProvider<ObservationRegistry> observations,
            ObjectProvider<Inbox> inbox) {
        ListenerMetrics metrics = new ListenerMetrics(registry.getIfAvailable(CompositeMeterRegistry::new), catalog);
        return new Listeners(
                properties,
                catalog,
                deadLetters,
                retryTiers,
                metrics,
                traces,
                observations.getIfAvailable(() -> ObservationRegistry.NOOP),
                inbox.getIfAvailable(),
                new Answers(
                        codec,
                        sender,
                        traces,
                        metrics,
                        queue -> Topology.isOwnQueue(queue, properties),
                        properties.publisher().timeout()));
    }

    @Bean
    @ConditionalOnMissingBean(name = "rabbitListenerContainerFactory")
    GroupContainerFactory rabbitListenerContainerFactory(
            SimpleRabbitListenerContainerFactoryConfigurer configurer,
            ConnectionFactory connections,
            Listeners listeners,
            EventCodec codec,
            ObjectProvider<ContainerCustomizer<SimpleMessageListenerContainer>> customizers) {
        GroupContainerFactory factory = new GroupContainerFactory(listeners);
        configurer.configure(factory, connections);
        factory.setMessageConverter(new EventMessageConverter(codec));
        // Stop after the messages in hand; what was prefetched goes back to the queue.
        factory.setForceStop(true);
        // Acknowledging is the starter's business, whatever 'spring.rabbitmq.listener' says.
        factory.setAcknowledgeMode(AcknowledgeMode.MANUAL);
        factory.setReceiveTimeout(GROUP_WAIT_MILLIS);
        // Else a group would go on growing while the gaps between its messages are shorter than that.
        factory.setBatchReceiveTimeout(GROUP_WAIT_MILLIS);
        factory.setContainerCustomizer(container -> {
            listeners.configure(container);
            customizers.orderedStream().forEach(customizer -> customizer.configure(container));
        });
        return factory;
    }

    /** Health of the listeners, where Actuator is there. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(HealthIndicator.class)
    static class HealthConfiguration {

        @Bean
        @ConditionalOnMissingBean(name = "listenersHealthIndicator")
        ListenersHealthIndicator listenersHealthIndicator(
                RabbitListenerEndpointRegistry containers, Listeners listeners, ConnectionFactory connections) {
            return new ListenersHealthIndicator(containers, listeners, connections);
        }
    }
}
