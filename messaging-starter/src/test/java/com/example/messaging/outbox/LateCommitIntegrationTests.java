package com.example.messaging.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.messaging.event.EventCatalog;
import com.example.messaging.event.EventCodec;
import com.example.messaging.properties.MessagingProperties;
import com.example.messaging.publisher.ConfirmChannel;
import com.example.messaging.sample.Database;
import com.example.messaging.trace.Traces;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.time.Clock;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** A transaction that stores early and commits late does not lose its place. */
@ParameterizedClass
@EnumSource(value = Database.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
@Timeout(90)
class LateCommitIntegrationTests extends OutboxFixture {

    /** One that no worker is for: each batch is relayed when this test says so. */
    private static final int PARTITION = 77;

    LateCommitIntegrationTests(Database database) {
        super(database);
    }

    @Test
    void anEventIsNotOvertakenByALaterOneOfItsKeyWhileOthersWait() throws Exception {
        start("messaging.exchanges.greetings.alternate=false", "messaging.outbox.batch-size=3");
        jdbc.update("insert into outbox_partition (id) values (?)", PARTITION);
        MessagingProperties properties = application.getBean(MessagingProperties.class);
        Backlog backlog = application.getBean(Backlog.class);
        BatchRelay relay = new BatchRelay(
                application.getBean(OutboxTable.class),
                transaction,
                application.getBean(EventCatalog.class),
                application.getBean(EventCodec.class),
                properties.outbox(),
                backlog,
                new OutboxMetrics(new SimpleMeterRegistry(), backlog),
                Traces.NONE,
                Clock.systemUTC());
        try (Connection late = application.getBean(DataSource.class).getConnection();
                ConfirmChannel channel = application
                        .getBean(OutboxAutoConfiguration.RelayConnection.class)
                        .connection()
                        .openChannel()) {
            late.setAutoCommit(false);
            // No queue wants the first, so it waits for its next try, and the relay reads on behind it.
            insert(jdbc, 1_000_001, "greetings.left.v1", "other");
            insert(jdbc, 1_000_002, "greetings.greeted.v1", "another");
            insert(
                    new JdbcTemplate(new SingleConnectionDataSource(late, true)),
                    1_000_003,
                    "greetings.greeted.v1",
                    "key");
            insert(jdbc, 1_000_004, "greetings.greeted.v1", "yet another");
            relay.relay(PARTITION, channel);
            late.commit();
            insert(jdbc, 1_000_005, "greetings.greeted.v1", "key");

            relay.relay(PARTITION, channel);

            List<String> ids = takeIds(4);
            assertThat(ids).containsSubsequence("1000003", "1000005");
        }
    }

    private static void insert(JdbcTemplate jdbc, long id, String type, String key) {
        jdbc.update(
                "insert into outbox_event (id, lane, partition_id, event_id, event_type, event_source, event_key, "
                        + "occurred_at, correlation_id, body, refusals) "
                        + "values (?, ?, ?, ?, ?, '/reception', ?, current_timestamp, 'c', ?, 0)",
                id,
                PARTITION,
                PARTITION,
                String.valueOf(id),
                type,
                key,
                "{}".getBytes(StandardCharsets.UTF_8));
    }
}
