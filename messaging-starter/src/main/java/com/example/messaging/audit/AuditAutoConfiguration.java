package com.example.messaging.audit;

import com.example.messaging.event.EventCatalog;
import com.example.messaging.inbox.Inbox;
import com.example.messaging.inbox.InboxAutoConfiguration;
import com.example.messaging.properties.MessagingProperties;
import com.example.messaging.publisher.ConfirmedSender;
import com.example.messaging.publisher.PublisherAutoConfiguration;
import com.example.messaging.publisher.PublisherConnection;
import com.example.messaging.publisher.PublisherConnections;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Auto-configuration for the {@link AuditTrail}. */
@AutoConfiguration(after = {PublisherAutoConfiguration.class, InboxAutoConfiguration.class})
@ConditionalOnBean(ConfirmedSender.class)
@ConditionalOnProperty("messaging.audit.enabled")
public final class AuditAutoConfiguration {

    @Bean
    AuditTrail auditTrail(
            MessagingProperties properties,
            ConnectionFactory connections,
            PublisherConnections publishers,
            EventCatalog catalog,
            ObjectProvider<Inbox> inbox) {
        PublisherConnection publisher = publishers.open("audit");
        AuditReader reader = new AuditReader(properties.audit().queue(), connections, publisher);
        return new AuditTrail(properties, reader, publisher, catalog, inbox.getIfAvailable());
    }

    /** The operators' endpoint, where Actuator is there. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
    static class EndpointConfiguration {

        @Bean
        @ConditionalOnAvailableEndpoint(AuditEndpoint.class)
        @ConditionalOnMissingBean
        AuditEndpoint auditEndpoint(AuditTrail trail) {
            return new AuditEndpoint(trail);
        }
    }
}
