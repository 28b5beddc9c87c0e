package com.example.benchmark.services;

import com.example.benchmark.scenario.Arguments;
import com.example.benchmark.scenario.PostgresGuard;
import com.example.testbed.Database;
import com.example.testbed.ServiceProcess;
import com.example.testbed.Witness;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;

/** A producer and a consumer with a PostgreSQL of their own, set up as in production: both compilers, G1, 256 MB of heap. */
final class Services implements AutoCloseable {

    private final Database database = Database.postgres();

    private final ConnectionFactory broker;

    private final ServiceProcess producer;

    private final ServiceProcess consumer;

    Services(Arguments arguments) {
        guard();
        this.broker = arguments.broker();
        this.producer = prepare("producer-service");
        this.consumer = prepare("consumer-service");
    }

    private void guard() {
        try (Connection connection = connect("producer")) {
            PostgresGuard.watch(connection);
        } catch (SQLException | IOException ex) {
            throw new IllegalStateException("The database can't be guarded", ex);
        }
    }

    /** Connects to the database of a service: {@code producer} or {@code consumer}. */
    Connection connect(String name) throws SQLException {
        Map<String, String> at = database.environment(name);
        return DriverManager.getConnection(
                "jdbc:postgresql://%s:%s/%s"
                        .formatted(at.get("POSTGRES_HOST"), at.get("POSTGRES_PORT"), at.get("POSTGRES_DB")),
                at.get("POSTGRES_USER"),
                at.get("POSTGRES_PASSWORD"));
    }

    private ServiceProcess prepare(String service) {
        return new ServiceProcess(service)
                .on(database)
                .brokerAt(broker.getHost() + ":" + broker.getPort(), broker.getUsername(), broker.getPassword())
                .environment("SPRING_RABBITMQ_VIRTUAL_HOST", broker.getVirtualHost())
                .environment("LOGGING_LEVEL_ROOT", "warn")
                .options("-XX:TieredStopAtLevel=4", "-XX:-UseSerialGC", "-XX:+UseG1GC");
    }

    ServiceProcess producer() {
        return producer;
    }

    ServiceProcess consumer() {
        return consumer;
    }

    /**
     * Lets the JVM use its first compiler only: on two cores, the second one is at work for minutes, and whoever measures
     * meanwhile measures that.
     */
    void compileOnce() {
        producer.options("-XX:TieredStopAtLevel=1");
        consumer.options("-XX:TieredStopAtLevel=1");
    }

    Witness newWitness() {
        return new Witness(() -> broker.newConnection("benchmark"));
    }

    /** How much memory a service's process has in use, in MB (proc(5), "VmRSS"). */
    static double residentMegabytes(ServiceProcess service) throws IOException {
        return Files.readAllLines(Path.of("/proc", String.valueOf(service.pid()), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1_024)
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
        database.close();
    }
}
