package com.example.messaging.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

import com.example.messaging.EventPublisher;
import com.example.messaging.sample.Application;
import com.example.messaging.sample.Database;
import com.example.messaging.test.RabbitMqBroker;
import com.example.messaging.test.VirtualHost;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.transaction.RabbitTransactionManager;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;

/** A database that outbox and inbox can't be kept to their promises on stops the start, and says why. */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class SchemaIntegrationTests {

    private final VirtualHost virtualHost = RabbitMqBroker.shared().newVirtualHost();

    @AfterEach
    void stop() {
        virtualHost.close();
    }

    @Test
    void theTablesAreMadeBesideThoseOfTheApplication() {
        Map<String, Object> settings = new HashMap<>(Database.POSTGRES.newProperties());
        JdbcTemplate jdbc = new JdbcTemplate(Database.dataSource(settings));
        jdbc.execute("create table orders (id integer)");
        settings.put("spring.flyway.baseline-on-migrate", "true");

        for (int start = 0; start < 2; start++) {
            try (ConfigurableApplicationContext application = start(Application.class, settings)) {
                assertThat(application.getBean(EventPublisher.class).getClass().getSimpleName())
                        .isEqualTo("OutboxEventPublisher");
            }
        }

        assertThat(jdbc.queryForList("select version from messaging_schema_history where success", String.class))
                .contains("1");
    }

    @Test
    void aDatabaseThatDoesNotKnowTheStatementsStopsTheStart(CapturedOutput output) {
        assertThatException()
                .isThrownBy(() -> start(
                        Application.class,
                        Map.of("test.without", "", "spring.datasource.url", "jdbc:h2:mem:plain;DB_CLOSE_DELAY=-1")));

        assertThat(output).contains("APPLICATION FAILED TO START").contains("MODE=PostgreSQL");
    }

    @Test
    void missingTablesStopTheStart(CapturedOutput output) {
        Map<String, Object> settings = new HashMap<>(Database.H2.newProperties());
        settings.put("spring.flyway.enabled", "false");

        assertThatException().isThrownBy(() -> start(Application.class, settings));

        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("The tables of outbox and inbox are missing")
                .contains("com/example/messaging/schema/*.sql");
    }

    @Test
    void twoDatabasesOfWhichNoneIsPrimaryStopTheStart(CapturedOutput output) {
        Map<String, Object> settings = new HashMap<>(Database.H2.newProperties());
        settings.put("spring.flyway.enabled", "false");

        assertThatException().isThrownBy(() -> start(TwoDatabases.class, settings));

        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("It is not clear which database outbox and inbox should use")
                .contains("@Primary");
    }

    @Test
    void transactionsOfSomethingElseStopTheStart(CapturedOutput output) {
        assertThatException().isThrownBy(() -> start(ForeignTransactions.class, Database.H2.newProperties()));

        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains(
                        "The transactions of org.springframework.amqp.rabbit.transaction.RabbitTransactionManager are not those");
    }

    @Test
    void withoutBothNoDatabaseIsLookedAt() {
        Map<String, Object> settings = new HashMap<>(Database.H2.newProperties());
        settings.put("spring.flyway.enabled", "false");
        settings.put("messaging.outbox.enabled", "false");
        settings.put("messaging.inbox.enabled", "false");

        try (ConfigurableApplicationContext application = start(TwoDatabases.class, settings)) {
            assertThat(application.getBean(EventPublisher.class).getClass().getSimpleName())
                    .isEqualTo("DirectEventPublisher");
        }
    }

    private ConfigurableApplicationContext start(Class<?> source, Map<String, Object> settings) {
        return Application.start(source, virtualHost.springProperties(), settings);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class TwoDatabases {

        @Bean
        DataSource one() {
            return Database.dataSource(Database.H2.newProperties());
        }

        @Bean
        DataSource other() {
            return Database.dataSource(Database.H2.newProperties());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class ForeignTransactions {

        @Bean
        PlatformTransactionManager transactionManager(ConnectionFactory connections) {
            return new RabbitTransactionManager(connections);
        }
    }
}
