package com.example.messaging.inbox;

import com.example.messaging.sample.Database;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;

class MillionRowsOnPostgresIntegrationTests extends MillionRowsContract {

    @Override
    Map<String, Object> database() {
        return Database.POSTGRES.newProperties();
    }

    @Override
    String numbers(int count) {
        return "generate_series(1, %d) as numbers(n)".formatted(count);
    }

    @Override
    String explain(String statement) {
        return "explain (costs off) " + statement;
    }

    @Override
    void analyze(JdbcTemplate jdbc) {
        jdbc.execute("vacuum analyze outbox_event");
        jdbc.execute("vacuum analyze inbox_message");
    }

    @Override
    String scanOf(String table) {
        return "Seq Scan on " + table;
    }
}
