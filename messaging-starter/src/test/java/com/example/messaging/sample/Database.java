package com.example.messaging.sample;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.test.context.DynamicPropertyRegistry;

/** The databases that tests run on: each gets an empty one. */
public enum Database {
    /** None: the application has no DataSource. */
    NONE,
    /** H2, in memory. */
    H2,
    /** PostgreSQL: a server of this test run's own. */
    POSTGRES;

    private static final Supplier<EmbeddedPostgres> SERVER = new Supplier<>() {

        private EmbeddedPostgres server;

        @Override
        public synchronized EmbeddedPostgres get() {
            try {
                if (server == null) {
                    server = EmbeddedPostgres.builder().start();
                }
                return server;
            } catch (IOException ex) {
                throw new UncheckedIOException(ex);
            }
        }
    };

    /** The settings of an application that gets an empty database. */
    public Map<String, Object> newProperties() {
        String name = "test_" + UUID.randomUUID().toString().replace("-", "");
        return switch (this) {
            case NONE -> Map.of();
            case H2 ->
                Map.of(
                        "test.without",
                        "",
                        "spring.datasource.url",
                        "jdbc:h2:mem:%s;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000"
                                .formatted(name));
            case POSTGRES ->
                Map.of(
                        "test.without", "",
                        "spring.datasource.url", createPostgres(name),
                        "spring.datasource.username", "postgres",
                        "spring.datasource.password", "postgres");
        };
    }

    /** Adds these settings to those of a Spring test. */
    public void addTo(DynamicPropertyRegistry registry) {
        newProperties().forEach((name, value) -> registry.add(name, () -> value));
    }

    /** A connection factory for the database of some settings. */
    public static DataSource dataSource(Map<String, Object> properties) {
        return new DriverManagerDataSource(
                String.valueOf(properties.get("spring.datasource.url")),
                String.valueOf(properties.getOrDefault("spring.datasource.username", "")),
                String.valueOf(properties.getOrDefault("spring.datasource.password", "")));
    }

    private static String createPostgres(String name) {
        EmbeddedPostgres server = SERVER.get();
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException ex) {
            throw new IllegalStateException(ex);
        }
        return "jdbc:postgresql://localhost:%d/%s".formatted(server.getPort(), name);
    }
}
