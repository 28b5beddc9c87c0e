package com.example.benchmark.suite;

import com.example.benchmark.scenario.PostgresGuard;
import com.example.messaging.test.RabbitMqBroker;
import com.example.messaging.test.VirtualHost;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Where trials run: one broker and one PostgreSQL for all, an empty virtual host and an empty database for each. */
final class Place implements AutoCloseable {

    private final RabbitMqBroker broker;

    private final EmbeddedPostgres postgres;

    private final Path directory;

    private final List<String> javaOptions;

    private final Map<String, String> settings;

    private final AtomicInteger databases = new AtomicInteger();

    private Place(
            RabbitMqBroker broker,
            EmbeddedPostgres postgres,
            Path directory,
            List<String> javaOptions,
            Map<String, String> settings) {
        this.broker = broker;
        this.postgres = postgres;
        this.directory = directory;
        this.javaOptions = javaOptions;
        this.settings = settings;
    }

    /**
     * Starts both.
     *
     * @param directory the directory of the benchmark modules, where the contenders are
     * @param javaOptions for the contenders' JVMs
     * @param settings for their applications
     */
    static Place open(Path directory, List<String> javaOptions, Map<String, String> settings) {
        RabbitMqBroker broker = RabbitMqBroker.shared();
        try {
            // The embedded server is made for tests: it would not wait for the disk.
            EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .start();
            try (var connection = postgres.getPostgresDatabase().getConnection()) {
                PostgresGuard.watch(connection);
            }
            return new Place(broker, postgres, directory, javaOptions, settings);
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        } catch (SQLException ex) {
            throw new IllegalStateException(ex);
        }
    }

    /** A virtual host and a database of one trial's own. */
    final class Room implements AutoCloseable {

        private final VirtualHost virtualHost = broker.newVirtualHost();

        private final String database = "trial_" + databases.incrementAndGet();

        private Room() {
            execute("create database " + database);
            execute("checkpoint");
        }

        /** The properties with which a Spring Boot application reaches both. */
        Map<String, String> springProperties() {
            Map<String, String> properties = new HashMap<>();
            virtualHost.springProperties().forEach((name, value) -> properties.put(name, value.toString()));
            properties.put(
                    "spring.datasource.url",
                    "jdbc:postgresql://127.0.0.1:%d/%s".formatted(postgres.getPort(), database));
            properties.put("spring.datasource.username", "postgres");
            properties.put("spring.datasource.password", "postgres");
            return properties;
        }

        @Override
        public void close() {
            execute("drop database %s with (force)".formatted(database));
            virtualHost.close();
        }
    }

    Room newRoom() {
        return new Room();
    }

    /** The directory of the benchmark modules. */
    Path directory() {
        return directory;
    }

    /** What contenders' JVMs are started with. */
    List<String> javaOptions() {
        return javaOptions;
    }

    /** Settings that contenders get besides their own. */
    Map<String, String> settings() {
        return settings;
    }

    /** Which servers they are, by name. */
    Map<String, String> facts() {
        Map<String, String> facts = new HashMap<>();
        facts.put("RabbitMQ", "%s, %s, quorum queues".formatted(brokerVersion(), broker.origin()));
        facts.put(
                "PostgreSQL",
                "%s, fsync %s, synchronous_commit %s"
                        .formatted(show("server_version"), show("fsync"), show("synchronous_commit")));
        return facts;
    }

    private String brokerVersion() {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost(broker.host());
        factory.setPort(broker.port());
        factory.setUsername(broker.username());
        factory.setPassword(broker.password());
        try (VirtualHost virtualHost = broker.newVirtualHost()) {
            factory.setVirtualHost(virtualHost.name());
            try (Connection connection = factory.newConnection()) {
                return String.valueOf(connection.getServerProperties().get("version"));
            }
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        } catch (TimeoutException ex) {
            throw new IllegalStateException(ex);
        }
    }

    private String show(String setting) {
        try (var connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                var result = statement.executeQuery("show " + setting)) {
            return result.next() ? result.getString(1) : "";
        } catch (SQLException ex) {
            throw new IllegalStateException(ex);
        }
    }

    private void execute(String sql) {
        try (var connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException ex) {
            throw new IllegalStateException(ex);
        }
    }

    @Override
    public void close() {
        try {
            postgres.close();
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }
}
