package com.example.benchmark.starter;

import com.example.benchmark.scenario.Placed;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** The starter's outbox table: filled for all that relay from it, and read for those that do so without the starter. */
final class OutboxRows {

    static final int PARTITIONS = 4;

    private static final String FILL = """
            insert into outbox_event (lane, partition_id, event_id, event_type, event_source, event_key, occurred_at,
                                      correlation_id, body, refusals)
            select n %% %1$d, n %% %1$d, id, '%2$s', '/benchmark', id, now(), id,
                   convert_to(format('{"key":"%%s","number":%%s,"customer":"customer-%%s","amount":%%s}',
                                     id, n, n %% 1000, n %% 10000), 'UTF8'), 0
            from (select n, gen_random_uuid()::text as id from generate_series(?::bigint, ?::bigint) n) as numbers
            """.formatted(PARTITIONS, Placed.TYPE);

    private static final String READ = """
            select id, event_id, event_key, body from outbox_event where lane = ? and id > ? order by id limit ?
            """;

    private final JdbcTemplate jdbc;

    private final TransactionTemplate transactions;

    OutboxRows(JdbcTemplate jdbc, TransactionTemplate transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    record Row(long id, String eventId, String key, byte[] body) {}

    /** Stores events as the starter does, in one transaction. */
    void fill(long first, int count) {
        jdbc.update(FILL, first, first + count - 1);
        jdbc.execute("vacuum analyze outbox_event");
    }

    /** Takes all events out. */
    void clear() {
        jdbc.execute("truncate outbox_event");
    }

    /** How many there are. */
    long count() {
        return Objects.requireNonNull(jdbc.queryForObject("select count(*) from outbox_event", Long.class));
    }

    /**
     * Reads the next rows of a partition, has them published, and deletes them, in one transaction.
     *
     * @return the id of the last, or {@code after} if there was none
     */
    long take(int lane, long after, int limit, Consumer<List<Row>> publish) {
        Long last = transactions.execute(status -> {
            List<Row> rows = jdbc.query(
                    READ,
                    (row, number) -> new Row(row.getLong(1), row.getString(2), row.getString(3), row.getBytes(4)),
                    lane,
                    after,
                    limit);
            if (rows.isEmpty()) {
                return after;
            }
            publish.accept(rows);
            Object[] ids = rows.stream().map(Row::id).toArray();
            jdbc.update(connection -> {
                var delete = connection.prepareStatement("delete from outbox_event where lane = ? and id = any(?)");
                delete.setInt(1, lane);
                delete.setArray(2, connection.createArrayOf("bigint", ids));
                return delete;
            });
            return rows.get(rows.size() - 1).id();
        });
        return last == null ? after : last;
    }
}
