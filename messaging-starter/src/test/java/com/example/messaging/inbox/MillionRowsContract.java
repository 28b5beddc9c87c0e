package com.example.messaging.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.messaging.EventPublisher;
import com.example.messaging.sample.Application;
import com.example.messaging.sample.Greeted;
import com.example.messaging.test.RabbitMqBroker;
import com.example.messaging.test.VirtualHost;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** With a million rows in each table, every statement finds its rows by an index, and purging goes on beside the work. */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class MillionRowsContract {

    private static final int ROWS = 1_000_000;

    /** The statements that run again and again, by the class that has them, with values for their parameters. */
    private static final Map<String, List<String>> STATEMENTS = new LinkedHashMap<>();

    static {
        STATEMENTS.put("com.example.messaging.outbox.OutboxTable.READ", List.of("7", "0", "250"));
        STATEMENTS.put("com.example.messaging.outbox.OutboxTable.DELETE", List.of("7", "1", "9", "array[1, 5, 9]"));
        STATEMENTS.put(
                "com.example.messaging.outbox.OutboxTable.REFUSE",
                List.of("7", "1", "'nack'", "current_timestamp", "7", "5"));
        STATEMENTS.put("com.example.messaging.outbox.OutboxTable.RELEASE_DUE", List.of("current_timestamp"));
        STATEMENTS.put("com.example.messaging.outbox.OutboxTable.WAITING_PARTITIONS", List.of());
        STATEMENTS.put("com.example.messaging.outbox.OutboxTable.OLDEST", List.of());
        STATEMENTS.put("com.example.messaging.outbox.OutboxTable.FIND_SCHEDULED", List.of("'scheduled-5'"));
        STATEMENTS.put("com.example.messaging.inbox.Inbox.RELEASE", List.of("'guests.greeted'", "'/x'", "'old-5'"));
        STATEMENTS.put("com.example.messaging.inbox.Inbox.OLDEST", List.of("current_timestamp", "1000"));
        STATEMENTS.put("com.example.messaging.inbox.Inbox.PURGE", List.of("current_timestamp - interval '40' day"));
    }

    private final VirtualHost virtualHost = RabbitMqBroker.shared().newVirtualHost();

    private ConfigurableApplicationContext application;

    private JdbcTemplate jdbc;

    abstract Map<String, Object> database();

    /** A table of the numbers from 1 to a million, with the column {@code n}. */
    abstract String numbers(int count);

    abstract String explain(String statement);

    abstract void analyze(JdbcTemplate jdbc);

    /** How a plan shows that it reads a whole table. */
    abstract String scanOf(String table);

    @BeforeAll
    void fill() {
        Map<String, Object> settings = new HashMap<>(database());
        settings.put("messaging.queues.[guests.greeted].bindings", "greetings.greeted.v1");
        settings.put("messaging.inbox.purge-interval", "10m");
        // Nothing is sent meanwhile: the partitions that the rows belong to are not there.
        settings.put("messaging.outbox.partitions", "1");
        application = Application.start(Greeter.class, virtualHost.springProperties(), settings);
        jdbc = new JdbcTemplate(application.getBean(DataSource.class));
        jdbc.update("""
                insert into inbox_message (queue, event_source, event_id, handled_at)
                select 'guests.greeted', '/x', 'old-' || n, current_timestamp - interval '20' day - n * interval '1' second from %s
                """.formatted(numbers(ROWS)));
        jdbc.update("""
                insert into outbox_event (lane, partition_id, event_id, event_type, event_source, event_key, occurred_at,
                                          correlation_id, body, scheduled_id, due_at, refusals)
                select case when n %% 4 = 0 then -1 when n %% 4 = 1 then -2 else 7 end, 7, 'event-' || n,
                       'greetings.greeted.v1', '/x', 'key-' || n, current_timestamp, 'c', cast('x' as bytea),
                       case when n %% 4 = 0 then 'scheduled-' || n end,
                       case when n %% 4 = 0 then current_timestamp + interval '1' day end, 0
                from %s
                """.formatted(numbers(ROWS)).replace("cast('x' as bytea)", body()));
        analyze(jdbc);
    }

    String body() {
        return "cast('x' as bytea)";
    }

    @AfterAll
    void stop() {
        application.close();
        virtualHost.close();
    }

    @Test
    void everyStatementGoesByAnIndex() throws ReflectiveOperationException, IOException {
        StringBuilder plans = new StringBuilder();
        for (var statement : STATEMENTS.entrySet()) {
            String sql = textOf(statement.getKey());
            for (String value : statement.getValue()) {
                sql = sql.replaceFirst("\\?", value);
            }
            String plan = String.join("\n", jdbc.queryForList(explain(sql), String.class));
            plans.append("%s%n%s%n%s%n%n".formatted(statement.getKey(), sql.strip(), plan));

            assertThat(plan)
                    .as(statement.getKey())
                    .doesNotContainIgnoringCase(scanOf("outbox_event"))
                    .doesNotContainIgnoringCase(scanOf("inbox_message"));
            if (statement.getKey().endsWith("DELETE")) {
                assertThat(plan).as("reads no more of the lane than it deletes").contains("id >= 1");
            }
        }
        Files.writeString(Path.of("target", getClass().getSimpleName() + "-plans.txt"), plans);
    }

    @Test
    void eventsComeAndGoBesideTheMillion() {
        EventPublisher events = application.getBean(EventPublisher.class);
        Greeter greeter = application.getBean(Greeter.class);

        for (int i = 0; i < 100; i++) {
            events.publish(Greeted.guest(UUID.randomUUID()));
        }

        await().untilAsserted(() -> assertThat(greeter.greeted).hasValue(100));
        await().untilAsserted(() -> assertThat(rows("outbox_event")).isEqualTo(ROWS));
    }

    @Test
    void oldMessagesAreForgottenInChunks() {
        Inbox inbox = application.getBean(Inbox.class);
        long before = rows("inbox_message");

        assertThat(inbox.purge(Duration.ofDays(14), 1_000)).isEqualTo(1_000);
        assertThat(inbox.purge(Duration.ofDays(365), 1_000)).isZero();

        assertThat(rows("inbox_message")).isEqualTo(before - 1_000);
        // The oldest went first.
        assertThat(jdbc.queryForObject("select count(*) from inbox_message where event_id = 'old-1000000'", Long.class))
                .isZero();
    }

    private long rows(String table) {
        Long count = jdbc.queryForObject("select count(*) from " + table, Long.class);
        return count == null ? 0 : count;
    }

    private static String textOf(String name) throws ReflectiveOperationException {
        int dot = name.lastIndexOf('.');
        Field field = Class.forName(name.substring(0, dot)).getDeclaredField(name.substring(dot + 1));
        field.setAccessible(true);
        return String.valueOf(field.get(null));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Greeter {

        final AtomicInteger greeted = new AtomicInteger();

        @RabbitListener(queues = "guests.greeted")
        void on(Greeted event) {
            greeted.incrementAndGet();
        }
    }
}
