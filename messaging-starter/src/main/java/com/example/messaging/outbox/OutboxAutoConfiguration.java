package com.example.messaging.outbox;

import com.example.messaging.EventPublisher;
import com.example.messaging.event.EventCatalog;
import com.example.messaging.event.EventCodec;
import com.example.messaging.event.EventIntake;
import com.example.messaging.inbox.Inbox;
import com.example.messaging.inbox.InboxAutoConfiguration;
import com.example.messaging.properties.MessagingProperties;
import com.example.messaging.properties.OutboxProperties;
import com.example.messaging.publisher.PublisherAutoConfiguration;
import com.example.messaging.publisher.PublisherConnection;
import com.example.messaging.publisher.PublisherConnections;
import com.example.messaging.schema.MessagingSchema;
import com.example.messaging.schema.SchemaAutoConfiguration;
import com.example.messaging.trace.TraceAutoConfiguration;
import com.example.messaging.trace.Traces;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Auto-configuration for the transactional outbox, where there is a database. */
@AutoConfiguration(
        after = {
            PublisherAutoConfiguration.class,
            SchemaAutoConfiguration.class,
            InboxAutoConfiguration.class,
            TraceAutoConfiguration.class
        },
        afterName = {
            "org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration",
            "org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration",
            "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration"
        })
@ConditionalOnBooleanProperty(name = "messaging.outbox.enabled", matchIfMissing = true)
@ConditionalOnBean({MessagingSchema.class, PublisherConnections.class})
public final class OutboxAutoConfiguration {

    private final Clock clock = Clock.systemUTC();

    @Bean
    OutboxTable outboxTable(MessagingSchema schema) {
        return new OutboxTable(schema);
    }

    @Bean
    Backlog outboxBacklog(OutboxTable table, MessagingProperties properties) {
        return new Backlog(table, properties.outbox().maxBacklog(), clock);
    }

    @Bean(destroyMethod = "close")
    RelayConnection outboxConnection(PublisherConnections connections) {
        return new RelayConnection(connections.open("outbox"));
    }

    /**
     * The connection of the relay, under a type of its own, so that nobody else gets it injected.
     *
     * @param connection the connection
     */
    record RelayConnection(PublisherConnection connection) implements AutoCloseable {

        @Override
        public void close() {
            connection.close();
        }
    }

    @Bean
    OutboxRelay outboxRelay(
            OutboxTable table,
            Backlog backlog,
            RelayConnection connection,
            MessagingSchema schema,
            EventCatalog catalog,
            EventCodec codec,
            MessagingProperties properties,
            Traces traces,
            ObjectProvider<MeterRegistry> registry) {
        OutboxProperties settings = properties.outbox();
        OutboxMetrics metrics = new OutboxMetrics(registry.getIfAvailable(CompositeMeterRegistry::new), backlog);
        Outage outage = new Outage(backlog);
        return new OutboxRelay(
                table,
                backlog,
                settings,
                partition -> new PartitionWorker(
                        partition,
                        connection.connection(),
                        new BatchRelay(
                                table,
                                schema.newTransaction(),
                                catalog,
                                codec,
                                settings,
                                backlog,
                                metrics,
                                traces,
                                clock),
                        outage,
                        settings.maxBackoff()),
                clock);
    }

    /** Hears of every transaction that begins. */
    @Bean
    @ConditionalOnMissingBean(EventPublisher.class)
    OutboxEventPublisher eventPublisher(
            EventCodec codec,
            OutboxTable table,
            OutboxRelay relay,
            Backlog backlog,
            Traces traces,
            MessagingProperties properties,
            MessagingSchema schema) {
        OutboxEventPublisher publisher = new OutboxEventPublisher(
                codec, table, relay, backlog, traces, properties.outbox().partitions(), schema);
        schema.transactionManager().addListener(publisher.listener());
        return publisher;
    }

    @Bean
    @ConditionalOnBean(OutboxEventPublisher.class)
    @ConditionalOnMissingBean
    EventIntake eventIntake(OutboxEventPublisher publisher, ObjectProvider<Inbox> inbox, MessagingSchema schema) {
        return new OutboxIntake(publisher, inbox.getIfAvailable(), schema.newTransaction());
    }

    /** Health, where Actuator is there. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(HealthIndicator.class)
    static class HealthConfiguration {

        @Bean
        @ConditionalOnMissingBean(name = "outboxHealthIndicator")
        OutboxHealthIndicator outboxHealthIndicator(Backlog backlog) {
            return new OutboxHealthIndicator(backlog);
        }
    }

    /** The operators' endpoint, where Actuator is there. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
    static class EndpointConfiguration {

        @Bean
        @ConditionalOnAvailableEndpoint(OutboxEndpoint.class)
        @ConditionalOnMissingBean
        OutboxEndpoint outboxEndpoint(OutboxTable table, OutboxRelay relay, Backlog backlog) {
            return new OutboxEndpoint(table, relay, backlog);
        }
    }
}
