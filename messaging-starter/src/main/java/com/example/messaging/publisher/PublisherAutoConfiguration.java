package com.example.messaging.publisher;

import com.example.messaging.EventPublisher;
import com.example.messaging.event.EventAutoConfiguration;
import com.example.messaging.event.EventCatalog;
import com.example.messaging.event.EventCodec;
import com.example.messaging.properties.MessagingProperties;
import com.example.messaging.topology.TopologyAutoConfiguration;
import com.example.messaging.topology.TopologyDeclarer;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.amqp.rabbit.connection.AbstractConnectionFactory;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory.CacheMode;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory.ConfirmType;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.amqp.autoconfigure.CachingConnectionFactoryConfigurer;
import org.springframework.boot.amqp.autoconfigure.RabbitConnectionDetails;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;

/** Auto-configuration for the {@link EventPublisher}. */
@AutoConfiguration(after = {EventAutoConfiguration.class, TopologyAutoConfiguration.class})
@ConditionalOnSingleCandidate(AbstractConnectionFactory.class)
public final class PublisherAutoConfiguration {

    private static final int CLOSE_TIMEOUT_MILLIS = 2_000;

    /**
     * Its connection is a second one with the settings of Boot's, not a bean: a broker that holds back publishers
     * ("Memory and Disk Alarms") holds back whole connections, and consumers must go on acknowledging.
     */
    @Bean
    @ConditionalOnMissingBean
    ConfirmedSender confirmedSender(
            AbstractConnectionFactory connections,
            CachingConnectionFactoryConfigurer configurer,
            RabbitConnectionDetails details,
            TopologyDeclarer declarer,
            ObjectProvider<ObservationRegistry> observations,
            @Value("${spring.application.name:application}") String service) {
        CachingConnectionFactory own = new CachingConnectionFactory(connections.getRabbitConnectionFactory());
        configurer.configure(own);
        if (!leadsTo(details.getFirstAddress(), connections)) {
            // The application has a connection factory of its own, and Boot's settings are not about it.
            own.setAddresses(connections.getHost() + ":" + connections.getPort());
        }
        own.setCacheMode(CacheMode.CHANNEL);
        own.setPublisherConfirmType(ConfirmType.SIMPLE);
        own.setPublisherReturns(false);
        own.setConnectionNameStrategy(factory -> service + "#publisher");
        own.setBeanName("messagingPublisherConnectionFactory");
        // A broker that hangs does not say goodbye, and should not hold up the end of this service.
        own.setCloseTimeout(CLOSE_TIMEOUT_MILLIS);
        // Whoever publishes gets an exception that says the same, and says which event.
        own.setCloseExceptionLogger((log, message, cause) -> log.debug(message, cause));
        own.addConnectionListener(declarer);
        return new ConfirmedSender(own, observations.getIfAvailable(() -> ObservationRegistry.NOOP));
    }

    private static boolean leadsTo(RabbitConnectionDetails.Address address, AbstractConnectionFactory connections) {
        return address.host().equals(connections.getHost()) && address.port() == connections.getPort();
    }

    @Bean
    @ConditionalOnMissingBean
    EventPublisher eventPublisher(
            EventCatalog catalog, EventCodec codec, ConfirmedSender sender, MessagingProperties properties) {
        return new DirectEventPublisher(
                catalog, codec, sender, properties.publisher().timeout());
    }
}
