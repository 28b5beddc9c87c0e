package com.example.messaging.publisher;

import com.example.messaging.EventPublisher;
import com.example.messaging.event.EventCatalog;
import com.example.messaging.event.EventCodec;
import com.example.messaging.properties.MessagingProperties;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Auto-configuration for the {@link EventPublisher} of applications that have no outbox. */
@AutoConfiguration(
        after = PublisherAutoConfiguration.class,
        afterName = "com.example.messaging.outbox.OutboxAutoConfiguration")
@ConditionalOnBean(ConfirmedSender.class)
public final class DirectPublisherAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    EventPublisher eventPublisher(
            EventCatalog catalog, EventCodec codec, ConfirmedSender sender, MessagingProperties properties) {
        return new DirectEventPublisher(
                catalog, codec, sender, properties.publisher().timeout());
    }
}
