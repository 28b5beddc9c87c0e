package com.example.benchmark.starter;

import com.example.benchmark.scenario.Broker;
import org.springframework.jdbc.core.JdbcTemplate;

/** The starter's inbox table, as it is after a while. */
final class InboxRows {

    private static final String FILL = """
            insert into inbox_message (queue, event_source, event_id, handled_at)
            select ?, '/benchmark', gen_random_uuid()::text, now() - n * interval '1 second'
            from generate_series(1, ?) n
            """;

    private InboxRows() {}

    static void fill(JdbcTemplate jdbc, int count) {
        if (count > 0) {
            jdbc.update(FILL, Broker.PLACED_QUEUE, count);
            jdbc.execute("vacuum analyze inbox_message");
            jdbc.execute("checkpoint");
        }
    }
}
