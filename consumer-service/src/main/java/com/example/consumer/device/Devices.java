package com.example.consumer.device;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The stored devices. One SQL for H2 and PostgreSQL. */
@Repository
class Devices {

    private static final String COLUMNS = "id, temperature, measured_at, alerting, readings";

    private final JdbcClient jdbc;

    Devices(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Stores a new device, unless it is there; of two at the same time the first to commit wins, and the second waits.
     *
     * @return whether it was stored
     */
    boolean add(Device device) {
        return jdbc.sql("insert into devices (" + COLUMNS + ") values (?, ?, ?, ?, ?) on conflict do nothing")
                        .params(
                                device.id(),
                                device.temperature(),
                                device.measuredAt().atOffset(ZoneOffset.UTC),
                                device.alerting(),
                                device.readings())
                        .update()
                == 1;
    }

    void update(Device device) {
        jdbc.sql("update devices set temperature = ?, measured_at = ?, alerting = ?, readings = ? where id = ?")
                .params(
                        device.temperature(),
                        device.measuredAt().atOffset(ZoneOffset.UTC),
                        device.alerting(),
                        device.readings(),
                        device.id())
                .update();
    }

    /** Finds a device, and keeps others from changing it until this transaction ends. */
    Optional<Device> lock(String id) {
        return jdbc.sql("select " + COLUMNS + " from devices where id = ? for update")
                .param(id)
                .query(Devices::map)
                .optional();
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
