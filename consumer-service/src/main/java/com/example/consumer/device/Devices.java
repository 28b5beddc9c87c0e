package com.example.consumer.device;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The stored devices. One SQL for H2 and PostgreSQL. */
@Repository
class Devices {

    private static final String COLUMNS = "id, temperature, measured_at, alerting, readings";

    private final JdbcClient jdbc;

    private final JdbcOperations batches;

    Devices(JdbcClient jdbc, JdbcOperations batches) {
        this.jdbc = jdbc;
        this.batches = batches;
    }

    /**
     * Finds devices by id, and keeps others from changing them until this transaction ends; those that are not there are
     * stored. Of several transactions that want some of the same devices, one goes first: never does each wait for the
     * other.
     */
    Map<String, Device> lock(Collection<String> ids) {
        // All insert before they lock, and both by id: only so do they always wait in one direction.
        SortedSet<String> missing = new TreeSet<>(ids);
        missing.removeAll(jdbc.sql("select id from devices where id in (:ids)")
                .param("ids", ids)
                .query(String.class)
                .set());
        batches.batchUpdate(
                "insert into devices (" + COLUMNS + ") values (?, ?, ?, ?, ?) on conflict do nothing",
                missing.stream()
                        .map(Device::unheard)
                        .map(device -> new Object[] {
                            device.id(),
                            device.temperature(),
                            device.measuredAt().atOffset(ZoneOffset.UTC),
                            device.alerting(),
                            device.readings()
                        })
                        .toList());
        return jdbc
                .sql("select " + COLUMNS + " from devices where id in (:ids) order by id for update")
                .param("ids", ids)
                .query(Devices::map)
                .stream()
                .collect(Collectors.toMap(Device::id, Function.identity()));
    }

    void update(Collection<Device> devices) {
        batches.batchUpdate(
                "update devices set temperature = ?, measured_at = ?, alerting = ?, readings = ? where id = ?",
                devices.stream()
                        .map(device -> new Object[] {
                            device.temperature(),
                            device.measuredAt().atOffset(ZoneOffset.UTC),
                            device.alerting(),
                            device.readings(),
                            device.id()
                        })
                        .toList());
    }

    Optional<Device> find(String id) {
        return jdbc.sql("select " + COLUMNS + " from devices where id = ?")
                .param(id)
                .query(Devices::map)
                .optional();
    }

    /** One page, by id. */
    List<Device> page(int page, int size) {
        return jdbc.sql("select " + COLUMNS + " from devices order by id limit ? offset ?")
                .params(size, (long) page * size)
                .query(Devices::map)
                .list();
    }

    long count() {
        return jdbc.sql("select count(*) from devices").query(Long.class).single();
    }

    private static Device map(ResultSet row, int number) throws SQLException {
        return new Device(
                row.getString(1),
                row.getDouble(2),
                row.getObject(3, OffsetDateTime.class).toInstant(),
                row.getBoolean(4),
                row.getLong(5));
    }
}
