package com.example.benchmark.services;

import com.example.benchmark.scenario.Broker;
import com.example.testbed.ServiceProcess;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The consumer-service as it is shipped: it counts the readings of each device, and publishes alerts. */
final class ServiceConsumer implements ReadingsScenario.Consumer {

    private static final String DEAD_LETTERS = Readings.QUEUE + ".dlq";

    private static final String ALERTS = "bench.alerts";

    private static final int SHOWN = 3;

    private final Services services;

    private final ServiceProcess service;

    private final Broker broker;

    private @Nullable Connection database;

    ServiceConsumer(Services services, Broker broker) {
        this.services = services;
        this.service = services.consumer();
        this.broker = broker;
    }

    @Override
    public void start() throws SQLException {
        services.compileOnce();
        service.start().awaitReady();
        broker.declareQueue(ALERTS, "telemetry", "telemetry.alert-raised.v1");
        database = services.connect("consumer");
    }

    @Override
    public boolean isThrough(long count, long alerts) throws SQLException {
        if (!service.isAlive()) {
            throw new IllegalStateException("The consumer has ended, see " + service.log());
        }
        broker.verifyDepth(DEAD_LETTERS, 0);
        return handled() >= count && broker.depth(ALERTS) >= alerts;
    }

    private long handled() throws SQLException {
        try (Statement statement = database().createStatement();
                ResultSet row = statement.executeQuery("select coalesce(sum(readings), 0) from devices")) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public void verify(Readings readings, long count) throws SQLException {
        Map<String, Long> expected = readings.byDevice(count);
        Map<String, Long> handled = handledByDevice();
        if (!handled.equals(expected)) {
            throw new IllegalStateException("Of %d readings, these were handled another number of times: %s"
                    .formatted(count, differences(expected, handled)));
        }
        broker.verifyDepth(ALERTS, readings.alerts(count));
        broker.verifyDepth(Readings.QUEUE, 0);
        broker.verifyDepth(DEAD_LETTERS, 0);
    }

    private Map<String, Long> handledByDevice() throws SQLException {
        Map<String, Long> handled = new HashMap<>();
        try (Statement statement = database().createStatement();
                ResultSet row = statement.executeQuery("select id, readings from devices")) {
            while (row.next()) {
                handled.put(row.getString(1), row.getLong(2));
            }
        }
        return handled;
    }

    private static String differences(Map<String, Long> expected, Map<String, Long> handled) {
        return Stream.concat(expected.keySet().stream(), handled.keySet().stream())
                .distinct()
                .filter(device -> !Objects.equals(expected.get(device), handled.get(device)))
                .limit(SHOWN)
                .map(device -> "'%s' %s instead of %s".formatted(device, handled.get(device), expected.get(device)))
                .collect(Collectors.joining(", "));
    }

    private Connection database() {
        return Objects.requireNonNull(database, "It was not started");
    }

    @Override
    public Duration processorTime() {
        return service.cpu();
    }

    @Override
    public void close() {
        try {
            if (database != null) {
                database.close();
            }
        } catch (SQLException ex) {
            throw new IllegalStateException(ex);
        }
    }
}
