package com.example.messaging.publisher;

import com.example.messaging.event.EventAutoConfiguration;
import com.example.messaging.topology.TopologyAutoConfiguration;
import com.example.messaging.topology.TopologyListener;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.amqp.rabbit.connection.AbstractConnectionFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.amqp.autoconfigure.CachingConnectionFactoryConfigurer;
import org.springframework.boot.amqp.autoconfigure.RabbitConnectionDetails;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;

/** Auto-configuration for what publishes with confirms: connections, and the {@link ConfirmedSender}. */
@AutoConfiguration(after = {EventAutoConfiguration.class, TopologyAutoConfiguration.class})
@ConditionalOnSingleCandidate(AbstractConnectionFactory.class)
public final class PublisherAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    PublisherConnections publisherConnections(
            AbstractConnectionFactory connections,
            CachingConnectionFactoryConfigurer configurer,
            RabbitConnectionDetails details,
            TopologyListener topology,
            @Value("${spring.application.name:application}") String service) {
        return new PublisherConnections(connections, configurer, details, topology, service);
    }

    @Bean
    @ConditionalOnMissingBean
    ConfirmedSender confirmedSender(
            PublisherConnections connections, ObjectProvider<ObservationRegistry> observations) {
        return new ConfirmedSender(
                connections.open("publisher"), observations.getIfAvailable(() -> ObservationRegistry.NOOP));
    }
}
