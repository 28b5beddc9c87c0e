package com.example.messaging.unroutable;

import com.example.messaging.properties.MessagingProperties;
import com.example.messaging.publisher.PublisherAutoConfiguration;
import com.example.messaging.publisher.PublisherConnections;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Auto-configuration for what concerns events that no queue wanted. */
@AutoConfiguration(
        after = PublisherAutoConfiguration.class,
        afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnBean(PublisherConnections.class)
public final class UnroutableAutoConfiguration {

    @Bean
    UnroutableWatch unroutableWatch(
            MessagingProperties properties,
            PublisherConnections publishers,
            ObjectProvider<MeterRegistry> registry,
            @Value("${spring.application.name:application}") String service) {
        UnroutableWatch watch = new UnroutableWatch(
                properties.unroutable().exchange(),
                properties.unroutable().maxLength(),
                service,
                registry.getIfAvailable(CompositeMeterRegistry::new));
        publishers.addListener(watch);
        return watch;
    }

    /** The operators' endpoint, where Actuator is there. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
    static class EndpointConfiguration {

        @Bean
        @ConditionalOnAvailableEndpoint(UnroutableEndpoint.class)
        @ConditionalOnMissingBean
        UnroutableEndpoint unroutableEndpoint(
                MessagingProperties properties, ConnectionFactory connections, PublisherConnections publishers) {
            return new UnroutableEndpoint(properties.unroutable().exchange(), connections, publishers.open("resend"));
        }
    }
}
