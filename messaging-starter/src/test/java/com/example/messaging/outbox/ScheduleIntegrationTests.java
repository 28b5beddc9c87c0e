package com.example.messaging.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.messaging.Schedule;
import com.example.messaging.sample.Database;
import com.example.messaging.sample.Greeted;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Events that are published later, or not at all. */
@ParameterizedClass
@EnumSource(value = Database.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
@Timeout(90)
class ScheduleIntegrationTests extends OutboxFixture {

    ScheduleIntegrationTests(Database database) {
        super(database);
    }

    @Test
    void aScheduledEventWaitsForItsTime() {
        start("messaging.outbox.poll-interval=50ms");

        String later = events.publish(Greeted.guest(UUID.randomUUID()), Schedule.after(Duration.ofSeconds(2)));
        String now = events.publish(Greeted.guest(UUID.randomUUID()));
        String past = events.publish(Greeted.guest(UUID.randomUUID()), Schedule.at(Instant.EPOCH));

        assertThat(takeIds(3)).endsWith(later).contains(now, past);
    }

    @Test
    void aScheduledEventCanBeCancelled() {
        start("messaging.outbox.poll-interval=50ms");
        String cancelled = events.publish(Greeted.guest(UUID.randomUUID()), Schedule.after(Duration.ofHours(1)));
        String kept = events.publish(Greeted.guest(UUID.randomUUID()), Schedule.after(Duration.ofSeconds(1)));

        assertThat(events.cancel(cancelled)).isTrue();
        assertThat(events.cancel(cancelled)).isFalse();
        assertThat(transaction.<Boolean>execute(status -> {
                    boolean done = events.cancel(kept);
                    status.setRollbackOnly();
                    return done;
                }))
                .isTrue();
        assertThat(transaction.<Boolean>execute(status -> events.cancel(
                        events.publish(Greeted.guest(UUID.randomUUID()), Schedule.after(Duration.ofHours(1))))))
                .isTrue();

        assertThat(takeIds(1)).containsExactly(kept);
        await().untilAsserted(() -> assertThat(rows()).isZero());
        assertThat(events.cancel(kept)).isFalse();
    }

    @Test
    void aScheduledEventWhoseTimeHasComeCanBeCancelledUntilItIsSent() {
        start("messaging.outbox.poll-interval=50ms");
        publishAndTake();
        link.cut();
        String id = events.publish(Greeted.guest(UUID.randomUUID()), Schedule.after(Duration.ofMillis(10)));
        await().untilAsserted(() -> assertThat(jdbc.queryForObject("select lane from outbox_event", Integer.class))
                .isNotNegative());

        assertThat(events.cancel(id)).isTrue();

        link.restore();
        String other = events.publish(Greeted.guest(UUID.randomUUID()));
        assertThat(takeIds(1)).containsExactly(other);
    }
}
