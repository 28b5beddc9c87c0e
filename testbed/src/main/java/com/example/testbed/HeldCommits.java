package com.example.testbed;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;

/** Transactions of a service that hang in their commit, on PostgreSQL; closing it breaks them off and lets others pass. */
public final class HeldCommits implements AutoCloseable {

    private static final String HANGING =
            "from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()";

    private final Callable<Connection> database;

    HeldCommits(Callable<Connection> database) {
        this.database = database;
        execute("""
                create function hold_commit() returns trigger language plpgsql as
                $$ begin perform pg_sleep(600); return null; end $$""", """
                create constraint trigger hold_commit after insert on outbox_event
                deferrable initially deferred for each row execute function hold_commit()""");
    }

    /** Waits until a transaction hangs. */
    public void await() {
        Awaitility.await("a transaction hangs in its commit")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> count() > 0);
    }

    private int count() throws Exception {
        try (Connection connection = database.call();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) " + HANGING)) {
            rows.next();
            return rows.getInt(1);
        }
    }

    /** PostgreSQL does not notice by itself that the client is gone, and would commit what the dead one asked for. */
    @Override
    public void close() {
        execute("select pg_terminate_backend(pid) " + HANGING, "drop function hold_commit() cascade");
    }

    private void execute(String... statements) {
        try (Connection connection = database.call();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException ex) {
            throw new IllegalStateException("PostgreSQL refused", ex);
        } catch (Exception ex) {
            throw new IllegalStateException("PostgreSQL can't be reached", ex);
        }
    }
}
