package com.example.testbed;

import com.example.messaging.test.FreePorts;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** PostgreSQL as it comes in a jar. */
final class Postgres implements Database {

    private final Path directory = Directories.create("postgres");

    private final int port;

    private final String version;

    private EmbeddedPostgres server;

    Postgres() {
        try {
            this.port = FreePorts.find(1)[0];
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
        this.server = launch();
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database producer");
            statement.execute("create database consumer");
            this.version = connection.getMetaData().getDatabaseProductVersion().replaceAll(" .*", "");
        } catch (SQLException ex) {
            throw new IllegalStateException("Can't create the databases", ex);
        }
    }

    private EmbeddedPostgres launch() {
        try {
            return EmbeddedPostgres.builder()
                    .setPort(port)
                    .setDataDirectory(directory.resolve("data"))
                    .setCleanDataDirectory(false)
                    // Embedded, it would not wait for the disk.
                    .setServerConfig("fsync", "on")
                    .setServerConfig("full_page_writes", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .start();
        } catch (IOException ex) {
            throw new UncheckedIOException("PostgreSQL does not start", ex);
        }
    }

    @Override
    public String title() {
        return "PostgreSQL " + version;
    }

    @Override
    public Map<String, String> environment(String name) {
        return Map.of(
                "SPRING_PROFILES_ACTIVE", "postgres",
                "POSTGRES_HOST", "127.0.0.1",
                "POSTGRES_PORT", String.valueOf(port),
                "POSTGRES_DB", name,
                "POSTGRES_USER", "postgres",
                "POSTGRES_PASSWORD", "postgres");
    }

    @Override
    public Optional<HeldCommits> holdCommits(String name) {
        return Optional.of(
                new HeldCommits(() -> server.getDatabase("postgres", name).getConnection()));
    }

    @Override
    public void stop() {
        release();
        // It waits five seconds for the end, and then only logs that there was none.
        Awaitility.await("PostgreSQL ends")
                .atMost(Duration.ofSeconds(60))
                .until(() -> !Files.exists(directory.resolve("data/postmaster.pid")));
    }

    /** All of its processes at once: by itself, each would go on until it notices that the first one is gone. */
    @Override
    public void kill() {
        ProcessHandle first = ProcessHandle.of(pid()).orElseThrow();
        List<ProcessHandle> all =
                Stream.concat(Stream.of(first), first.descendants()).toList();
        all.forEach(ProcessHandle::destroyForcibly);
        Awaitility.await("PostgreSQL is dead")
                .atMost(Duration.ofSeconds(30))
                .until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
        release();
    }

    private long pid() {
        try {
            return Long.parseLong(
                    Files.readAllLines(directory.resolve("data/postmaster.pid")).get(0));
        } catch (IOException ex) {
            throw new UncheckedIOException("PostgreSQL is not running", ex);
        }
    }

    private void release() {
        try {
            server.close();
        } catch (IOException ex) {
            throw new UncheckedIOException("PostgreSQL does not stop", ex);
        }
    }

    @Override
    public void start() {
        server = launch();
    }

    @Override
    public void close() {
        stop();
        Directories.delete(directory);
    }
}
