package com.example.messaging.outbox;

import com.example.messaging.event.EventMetadata;
import com.example.messaging.schema.MessagingSchema;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** The stored events. One SQL for H2 and PostgreSQL; all of it goes by an index. */
final class OutboxTable {

    /** The lanes of those that are not on their way: see the table's comment. */
    static final int SCHEDULED = -1;

    static final int REFUSED = -2;

    static final String INSERT = """
            insert into outbox_event (lane, partition_id, event_id, event_type, event_source, event_key, occurred_at,
                                      correlation_id, trace_parent, body, scheduled_id, due_at, attributes, refusals)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)
            """;

    static final String LOCK = "select id from outbox_partition where id = ? for update skip locked";

    /**
     * The same on PostgreSQL, where this transaction does not wait until the disk has it (documentation, "Asynchronous
     * Commit"): if the server crashes, events that were sent are there once more, as after any crash, and are sent again.
     */
    static final String LOCK_ON_POSTGRES = """
            select id, set_config('synchronous_commit', 'off', true)
            from (select id from outbox_partition where id = ? for update skip locked) as locked
            """;

    static final String READ = """
            select id, partition_id, event_id, event_type, event_source, event_key, occurred_at, correlation_id,
                   trace_parent, body, due_at, refusals, attributes, refusal
            from outbox_event where lane = ? and id > ? order by id limit ?
            """;

    static final String COUNT_UP_TO = "select count(*) from outbox_event where lane = ? and id <= ?";

    /** By their ids, because a lower one may be committed later; the range is for databases that look at all others. */
    static final String DELETE = "delete from outbox_event where lane = ? and id between ? and ? and id = any(?)";

    static final String REFUSE =
            "update outbox_event set lane = ?, refusals = ?, refusal = ?, due_at = ? where lane = ? and id = ?";

    static final String RELEASE_DUE = """
            update outbox_event set lane = partition_id, due_at = null where lane = -1 and id in (
                select id from outbox_event where lane = -1 and due_at <= ? order by due_at limit 1000)
            """;

    static final String WAITING_PARTITIONS = """
            select p.id from outbox_partition p
            where exists (select 1 from outbox_event e where e.lane = p.id)
            """;

    static final String OLDEST = """
            select min(oldest) from (
                select (select e.occurred_at from outbox_event e where e.lane = p.id order by e.id limit 1) as oldest
                from outbox_partition p) as oldest_of_each
            """;

    static final String FIND_SCHEDULED = "select partition_id from outbox_event where scheduled_id = ?";

    private final JdbcTemplate jdbc;

    private final TransactionTemplate transactions;

    private final String lock;

    OutboxTable(MessagingSchema schema) {
        this.jdbc = schema.jdbc();
        this.transactions = schema.newTransaction();
        this.lock = schema.isPostgres() ? LOCK_ON_POSTGRES : LOCK;
    }

    /** Sees to it that the partitions are there. Those of an earlier configuration stay, and are emptied. */
    void addPartitions(int count) {
        transactions.executeWithoutResult(status -> {
            for (int id = 0; id < count; id++) {
                jdbc.update("insert into outbox_partition (id) values (?) on conflict do nothing", id);
            }
        });
    }

    List<Integer> partitions() {
        return jdbc.queryForList("select id from outbox_partition order by id", Integer.class);
    }

    /** Stores events, as one batch. */
    void add(List<OutboxEvent> events) {
        jdbc.batchUpdate(INSERT, events, events.size(), (row, event) -> {
            EventMetadata metadata = event.metadata();
            boolean scheduled = event.dueAt() != null;
            row.setInt(1, scheduled ? SCHEDULED : event.partition());
            row.setInt(2, event.partition());
            row.setString(3, metadata.id());
            row.setString(4, metadata.type());
            row.setString(5, metadata.source());
            row.setString(6, metadata.subject());
            row.setObject(7, utc(metadata.time()));
            row.setString(8, metadata.correlationId());
            row.setString(9, event.traceParent());
            row.setBytes(10, event.body());
            row.setString(11, scheduled ? metadata.id() : null);
            row.setObject(12, utc(event.dueAt()));
            row.setString(13, metadata.attributesAsJson());
        });
    }

    /** Takes a partition for this transaction, unless another has it. */
    boolean lock(int partition) {
        return !jdbc.queryForList(lock, partition).isEmpty();
    }

    /** The first events of a lane that come after an id, in their order. */
    List<OutboxEvent> read(int lane, long after, int limit) {
        return jdbc.query(READ, OutboxTable::map, lane, after, limit);
    }

    /** Those put aside, with the reasons. */
    List<RefusedEvent> refused(int limit) {
        return jdbc.query(
                READ,
                (row, number) -> {
                    OutboxEvent event = map(row, number);
                    return new RefusedEvent(
                            event.metadata().id(),
                            event.metadata().type(),
                            event.key(),
                            event.metadata().time(),
                            event.refusals(),
                            row.getString("refusal"));
                },
                REFUSED,
                0L,
                limit);
    }

    void delete(int lane, Collection<Long> ids) {
        if (!ids.isEmpty()) {
            jdbc.update(connection -> {
                var statement = connection.prepareStatement(DELETE);
                statement.setInt(1, lane);
                statement.setLong(2, Collections.min(ids));
                statement.setLong(3, Collections.max(ids));
                statement.setArray(4, connection.createArrayOf("bigint", ids.toArray()));
                return statement;
            });
        }
    }

    /** Notes that the broker refused an event, and when to try again; without a time it is put aside. */
    void refuse(OutboxEvent event, String reason, @Nullable Instant tryAgainAt) {
        jdbc.update(
                REFUSE,
                tryAgainAt == null ? REFUSED : event.partition(),
                event.refusals() + 1,
                reason.substring(0, Math.min(reason.length(), 500)),
                utc(tryAgainAt),
                event.partition(),
                event.id());
    }

    /** Puts scheduled events on their way whose time has come. */
    int releaseDue(Instant now) {
        return update(() -> jdbc.update(RELEASE_DUE, utc(now)));
    }

    /** Puts events on their way again that were put aside: those with these ids, or all. */
    int releaseRefused(Collection<String> eventIds) {
        String release =
                "update outbox_event set lane = partition_id, refusals = 0, due_at = null where lane = " + REFUSED;
        return update(() -> eventIds.isEmpty()
                ? jdbc.update(release)
                : jdbc.update(connection -> {
                    var statement = connection.prepareStatement(release + " and event_id = any(?)");
                    statement.setArray(1, connection.createArrayOf("varchar", eventIds.toArray()));
                    return statement;
                }));
    }

    /** In a transaction of its own: what connections of a pool do by themselves, the application decides. */
    private int update(IntSupplier work) {
        Integer rows = transactions.execute(status -> work.getAsInt());
        return rows == null ? 0 : rows;
    }

    /**
     * Removes a scheduled event. If its time has come, waits until nobody is sending from its partition: what is still
     * there then was not sent.
     */
    boolean cancel(String eventId) {
        List<Integer> partitions = jdbc.queryForList(FIND_SCHEDULED, Integer.class, eventId);
        for (int partition : partitions) {
            if (jdbc.update("delete from outbox_event where scheduled_id = ? and lane = -1", eventId) > 0) {
                return true;
            }
            jdbc.queryForList("select id from outbox_partition where id = ? for update", partition);
            return jdbc.update("delete from outbox_event where scheduled_id = ?", eventId) > 0;
        }
        return false;
    }

    List<Integer> waitingPartitions() {
        return jdbc.queryForList(WAITING_PARTITIONS, Integer.class);
    }

    /** How many events are on their way. */
    long count() {
        return count("lane >= 0");
    }

    /** How many events a lane has up to an id. */
    long countUpTo(int lane, long id) {
        Long found = jdbc.queryForObject(COUNT_UP_TO, Long.class, lane, id);
        return found == null ? 0 : found;
    }

    long countScheduled() {
        return count("lane = " + SCHEDULED);
    }

    long countRefused() {
        return count("lane = " + REFUSED);
    }

    private long count(String which) {
        Long found = jdbc.queryForObject("select count(*) from outbox_event where " + which, Long.class);
        return found == null ? 0 : found;
    }

    /** How old the oldest event is that is on its way. */
    Duration oldestAge(Instant now) {
        OffsetDateTime oldest = jdbc.queryForObject(OLDEST, OffsetDateTime.class);
        return oldest == null ? Duration.ZERO : Duration.between(oldest.toInstant(), now);
    }

    private static @Nullable OffsetDateTime utc(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    private static OutboxEvent map(ResultSet row, int number) throws SQLException {
        OffsetDateTime dueAt = row.getObject(11, OffsetDateTime.class);
        return new OutboxEvent(
                row.getLong(1),
                row.getInt(2),
                new EventMetadata(
                        row.getString(3),
                        row.getString(5),
                        row.getString(4),
                        row.getString(6),
                        row.getObject(7, OffsetDateTime.class).toInstant(),
                        row.getString(8),
                        EventMetadata.attributesOf(row.getString(13))),
                row.getString(9),
                row.getBytes(10),
                dueAt == null ? null : dueAt.toInstant(),
                row.getInt(12));
    }
}
