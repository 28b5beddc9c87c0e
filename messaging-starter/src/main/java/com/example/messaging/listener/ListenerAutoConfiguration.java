package com.example.messaging.listener;

import com.example.messaging.deadletter.DeadLetters;
import com.example.messaging.event.EventCatalog;
import com.example.messaging.event.EventCodec;
import com.example.messaging.event.EventMessageConverter;
import com.example.messaging.properties.MessagingProperties;
import org.springframework.amqp.core.AcknowledgeMode;
import org.springframework.amqp.rabbit.config.ContainerCustomizer;
import org.springframework.amqp.rabbit.config.SimpleRabbitListenerContainerFactory;
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

    @Bean
    @ConditionalOnMissingBean(name = "rabbitListenerContainerFactory")
    SimpleRabbitListenerContainerFactory rabbitListenerContainerFactory(
            SimpleRabbitListenerContainerFactoryConfigurer configurer,
            ConnectionFactory connections,
            MessagingProperties properties,
            EventCatalog catalog,
            EventCodec codec,
            DeadLetters deadLetters,
            ObjectProvider<ContainerCustomizer<SimpleMessageListenerContainer>> customizers) {
        SimpleRabbitListenerContainerFactory factory = new SimpleRabbitListenerContainerFactory();
        configurer.configure(factory, connections);
        factory.setMessageConverter(new EventMessageConverter(codec));
        factory.setObservationEnabled(true);
        // Stop after the message in hand; what was prefetched goes back to the queue.
        factory.setForceStop(true);
        // Acknowledging is the starter's business, whatever 'spring.rabbitmq.listener' says.
        factory.setAcknowledgeMode(AcknowledgeMode.AUTO);
        factory.setDefaultRequeueRejected(true);
        // A message is one message, whatever a header of Spring's own batching says.
        factory.setDeBatchingEnabled(false);
        ListenerContainers settings =
                new ListenerContainers(properties, new Attempts(properties, catalog, deadLetters));
        factory.setContainerCustomizer(container -> {
            settings.configure(container);
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
                RabbitListenerEndpointRegistry listeners, ConnectionFactory connections) {
            return new ListenersHealthIndicator(listeners, connections);
        }
    }
}
