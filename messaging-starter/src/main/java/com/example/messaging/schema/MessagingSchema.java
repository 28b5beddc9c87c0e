package com.example.messaging.schema;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.ClassUtils;

/**
 * The starter's tables, and the database that they are in. With Flyway on the class path it creates and migrates them,
 * with a history table of their own, so that their versions never meet those of the application; else they must be there.
 * It stops the start if they can't be used, or if the transactions of the application are not those of their database.
 */
public final class MessagingSchema {

    private static final Logger logger = LoggerFactory.getLogger(MessagingSchema.class);

    private static final String LOCATION = "com/example/messaging/schema";

    private static final String HISTORY = "messaging_schema_history";

    /** Does nothing, but needs the tables, and a database that knows the statements that outbox and inbox live by. */
    private static final String PROBE = """
            insert into inbox_message (queue, event_source, event_id, handled_at)
            select queue, event_source, event_id, handled_at from inbox_message where 1 = 0
            on conflict do nothing
            """;

    private final DataSource dataSource;

    private final PlatformTransactionManager transactionManager;

    private final boolean postgres;

    MessagingSchema(DataSource dataSource, PlatformTransactionManager transactionManager, boolean migrate) {
        this.dataSource = dataSource;
        this.transactionManager = transactionManager;
        if (migrate
                && ClassUtils.isPresent("org.flywaydb.core.Flyway", getClass().getClassLoader())) {
            Migration.run(dataSource);
        }
        check();
        this.postgres = jdbc().execute((ConnectionCallback<Boolean>)
                connection -> "PostgreSQL".equals(connection.getMetaData().getDatabaseProductName()));
        logger.debug("The tables of outbox and inbox are there");
    }

    private void check() {
        try {
            new TransactionTemplate(transactionManager).executeWithoutResult(status -> {
                if (!(transactionManager instanceof ConfigurableTransactionManager)
                        || !TransactionSynchronizationManager.hasResource(dataSource)) {
                    throw new SchemaException(
                            "The transactions of %s are not those of the DataSource that outbox and inbox would use: events would be stored although a transaction is rolled back."
                                    .formatted(transactionManager.getClass().getName()),
                            "Mark the DataSource and the transaction manager that belong together as @Primary. "
                                    + SchemaException.WITHOUT,
                            null);
                }
                jdbc().update(PROBE);
                jdbc().queryForList("select id from outbox_partition for update skip locked");
                jdbc().queryForList("select attributes from outbox_event where 1 = 0");
            });
        } catch (DataAccessException ex) {
            throw new SchemaException(
                    "The tables of outbox and inbox are missing, or the database does not know the statements that they need: %s"
                            .formatted(String.valueOf(ex.getMostSpecificCause().getMessage())),
                    "Outbox and inbox run on PostgreSQL 15 or later, and on H2 with MODE=PostgreSQL in its URL. Add "
                            + "spring-boot-starter-flyway, which creates the tables, or create them by "
                            + "com/example/messaging/schema/*.sql in messaging-starter. " + SchemaException.WITHOUT,
                    ex);
        }
    }

    /** For statements on the tables; those that write need a transaction. */
    public JdbcTemplate jdbc() {
        return new JdbcTemplate(dataSource);
    }

    /** Whether the database is PostgreSQL, and not one that speaks like it. */
    public boolean isPostgres() {
        return postgres;
    }

    /** For transactions of the starter's own, in which one sees what others have committed meanwhile. */
    public TransactionTemplate newTransaction() {
        TransactionTemplate transaction = new TransactionTemplate(transactionManager);
        transaction.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
        return transaction;
    }

    /** Begins and ends the transactions of the application. */
    public ConfigurableTransactionManager transactionManager() {
        return (ConfigurableTransactionManager) transactionManager;
    }

    /** Whether this thread is in a transaction on the database of the tables. */
    public boolean isInTransaction() {
        return TransactionSynchronizationManager.isActualTransactionActive()
                && TransactionSynchronizationManager.isSynchronizationActive()
                && TransactionSynchronizationManager.hasResource(dataSource);
    }

    /** Apart, because Flyway need not be there. */
    private static final class Migration {

        static void run(DataSource dataSource) {
            Flyway.configure()
                    .dataSource(dataSource)
                    .locations("classpath:" + LOCATION)
                    .table(HISTORY)
                    // The application's tables may be there already.
                    .baselineOnMigrate(true)
                    .baselineVersion("0")
                    .load()
                    .migrate();
        }
    }
}
