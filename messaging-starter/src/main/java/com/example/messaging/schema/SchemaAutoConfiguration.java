package com.example.messaging.schema;

import java.util.List;
import javax.sql.DataSource;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;

/** Auto-configuration for the {@link MessagingSchema}, after the application's own tables. */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
            "org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration",
            "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration"
        })
@ConditionalOnClass({JdbcTemplate.class, PlatformTransactionManager.class})
@Conditional(SchemaAutoConfiguration.OnOutboxOrInbox.class)
public final class SchemaAutoConfiguration {

    /** Where it is clear which database, and whose transactions. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnSingleCandidate(DataSource.class)
    static class SchemaConfiguration {

        @Bean
        @ConditionalOnSingleCandidate(PlatformTransactionManager.class)
        @DependsOnDatabaseInitialization
        MessagingSchema messagingSchema(
                DataSource dataSource,
                PlatformTransactionManager transactionManager,
                @Value("${spring.flyway.enabled:true}") boolean migrationsAreWanted) {
            return new MessagingSchema(dataSource, transactionManager, migrationsAreWanted);
        }
    }

    /** An application with a database must not find out in production that it runs without outbox and inbox. */
    @Bean
    SmartInitializingSingleton messagingSchemaCheck(ObjectProvider<MessagingSchema> schema, ListableBeanFactory beans) {
        return () -> {
            List<String> dataSources = List.of(beans.getBeanNamesForType(DataSource.class, false, false));
            if (schema.getIfAvailable() == null && !dataSources.isEmpty()) {
                throw new SchemaException(
                        "It is not clear which database outbox and inbox should use: there are the DataSources %s and the transaction managers %s."
                                .formatted(
                                        dataSources,
                                        List.of(beans.getBeanNamesForType(
                                                PlatformTransactionManager.class, false, false))),
                        "Mark the DataSource and the transaction manager that belong together as @Primary. "
                                + SchemaException.WITHOUT,
                        null);
            }
        };
    }

    /** Either needs the tables. */
    static final class OnOutboxOrInbox extends AnyNestedCondition {

        OnOutboxOrInbox() {
            super(ConfigurationPhase.REGISTER_BEAN);
        }

        @ConditionalOnBooleanProperty(name = "messaging.outbox.enabled", matchIfMissing = true)
        static final class Outbox {}

        @ConditionalOnBooleanProperty(name = "messaging.inbox.enabled", matchIfMissing = true)
        static final class Inbox {}
    }
}
