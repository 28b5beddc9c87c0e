package com.example.messaging.deadletter;

import com.example.messaging.properties.MessagingProperties;
import com.example.messaging.publisher.ConfirmedSender;
import com.example.messaging.publisher.PublisherAutoConfiguration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.annotation.Bean;

/** Auto-configuration for {@link DeadLetters}. */
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
}
