package com.example.messaging.request;

import com.example.messaging.EventClient;
import com.example.messaging.event.EventCatalog;
import com.example.messaging.event.EventCodec;
import com.example.messaging.publisher.PublisherAutoConfiguration;
import com.example.messaging.publisher.PublisherConnections;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Auto-configuration for the {@link EventClient}. It connects when it is first used. */
@AutoConfiguration(after = PublisherAutoConfiguration.class)
@ConditionalOnBean(PublisherConnections.class)
public final class RequestAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean(EventClient.class)
    RabbitEventClient eventClient(
            EventCatalog catalog,
            EventCodec codec,
            PublisherConnections connections,
            ObjectProvider<ObservationRegistry> observations) {
        return new RabbitEventClient(
                catalog,
                codec,
                new RequestSender(connections.open("requests")),
                observations.getIfAvailable(() -> ObservationRegistry.NOOP));
    }
}
