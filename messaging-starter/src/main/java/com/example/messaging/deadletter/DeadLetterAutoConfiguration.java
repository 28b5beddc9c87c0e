package com.example.messaging.deadletter;

import com.example.messaging.properties.MessagingProperties;
import com.example.messaging.publisher.ConfirmedSender;
import com.example.messaging.publisher.PublisherAutoConfiguration;
import com.example.messaging.publisher.PublisherConnections;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Auto-configuration for {@link DeadLetters} and their {@link Replay}. */
@AutoConfiguration(after = PublisherAutoConfiguration.class)
@ConditionalOnBean(ConfirmedSender.class)
public final class DeadLetterAutoConfiguration {

    @Bean
    DeadLetters deadLetters(
            MessagingProperties properties,
            ConfirmedSender sender,
            @Value("${spring.application.name:application}") String service) {
        return new DeadLetters(properties, sender, service);
    }

    @Bean
    Replay deadLetterReplay(
            MessagingProperties properties, ConnectionFactory connections, PublisherConnections publishers) {
        return new Replay(properties, connections, publishers.open("replay"));
    }

    /** The operators' endpoint, where Actuator is there. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
    static class EndpointConfiguration {

        @Bean
        @ConditionalOnAvailableEndpoint(DeadLettersEndpoint.class)
        @ConditionalOnMissingBean
        DeadLettersEndpoint deadLettersEndpoint(Replay replay) {
            return new DeadLettersEndpoint(replay);
        }
    }
}
