package com.example.messaging.inbox;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

class MillionRowsOnH2IntegrationTests extends MillionRowsContract {

    @TempDir
    static Path directory;

    @Override
    Map<String, Object> database() {
        return Map.of(
                "test.without",
                "",
                "spring.datasource.url",
                "jdbc:h2:file:%s/million;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;LOCK_TIMEOUT=60000"
                        .formatted(directory));
    }

    @Override
    String numbers(int count) {
        return "(select \"X\" as n from system_range(1, %d))".formatted(count);
    }

    @Override
    String body() {
        return "X'78'";
    }

    @Override
    String explain(String statement) {
        return "explain " + statement;
    }

    @Override
    void analyze(JdbcTemplate jdbc) {
        jdbc.execute("analyze");
    }

    @Override
    String scanOf(String table) {
        return table + ".tableScan";
    }
}
