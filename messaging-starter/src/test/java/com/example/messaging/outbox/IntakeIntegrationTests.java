package com.example.messaging.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.example.messaging.OutboxFullException;
import com.example.messaging.event.EventIntake;
import com.example.messaging.event.EventMetadata;
import com.example.messaging.event.IncomingEvent;
import com.example.messaging.sample.Database;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.amqp.core.Message;

/** Events of others go through the outbox as they came, each once, a batch as a whole. */
@ParameterizedClass
@EnumSource(value = Database.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
@Timeout(90)
class IntakeIntegrationTests extends OutboxFixture {

    IntakeIntegrationTests(Database database) {
        super(database);
    }

    private static IncomingEvent event(String id, Map<String, Object> attributes) {
        UUID guest = UUID.randomUUID();
        return new IncomingEvent(
                new EventMetadata(
                        id,
                        "/till",
                        "greetings.greeted.v1",
                        guest.toString(),
                        Instant.parse("2026-01-02T03:04:05.678Z"),
                        "conversation",
                        attributes),
                "{\"guestId\":\"%s\",\"text\":\"hello\"}".formatted(guest).getBytes(StandardCharsets.UTF_8));
    }

    private int accept(IncomingEvent... events) {
        return application.getBean(EventIntake.class).accept(List.of(events));
    }

    @Test
    void anEventKeepsItsAttributes() {
        start();
        IncomingEvent event = event("4711", Map.of("partitionkey", "p", "sequence", 3, "sampled", true));

        assertThat(accept(event)).isEqualTo(1);

        Message message = virtualHost.take(QUEUE);
        assertThat(message.getBody()).isEqualTo(event.body());
        assertThat(message.getMessageProperties().getHeaders())
                .containsEntry("cloudEvents_id", "4711")
                .containsEntry("cloudEvents_source", "/till")
                .containsEntry("cloudEvents_time", "2026-01-02T03:04:05.678Z")
                .containsEntry("cloudEvents_partitionkey", "p")
                .containsEntry("cloudEvents_sequence", 3)
                .containsEntry("cloudEvents_sampled", true);
        assertThat(message.getMessageProperties().getCorrelationId()).isEqualTo("conversation");
    }

    @Test
    void anEventThatWasTakenBeforeHasNoSecondEffect() {
        start();

        assertThat(accept(event("1", Map.of()), event("2", Map.of()), event("1", Map.of())))
                .isEqualTo(2);
        assertThat(accept(event("2", Map.of()), event("3", Map.of()))).isEqualTo(1);

        assertThat(takeIds(3)).containsExactlyInAnyOrder("1", "2", "3");
        await().untilAsserted(() -> assertThat(rows()).isZero());
        assertThat(virtualHost.depth(QUEUE)).isZero();
    }

    @Test
    void aBatchIsOneForTheDatabase() {
        start(Batches.class);
        List<String> batches = application.getBean(Batches.class).executed;

        assertThat(accept(event("1", Map.of()), event("2", Map.of()), event("3", Map.of())))
                .isEqualTo(3);

        assertThat(batches).startsWith("inbox_message 3", "outbox_event 3");
        takeIds(3);
    }

    @Test
    void withoutInboxItIsForTheConsumersToKnow() {
        start("messaging.inbox.enabled=false");

        assertThat(accept(event("1", Map.of()))).isEqualTo(1);
        assertThat(accept(event("1", Map.of()))).isEqualTo(1);

        assertThat(takeIds(2)).containsExactly("1", "1");
    }

    @Test
    void aBatchThatHasNoRoomIsNotTakenAtAll() {
        start("messaging.outbox.max-backlog=5");
        IncomingEvent[] six =
                IntStream.range(0, 6).mapToObj(i -> event("e" + i, Map.of())).toArray(IncomingEvent[]::new);

        assertThatExceptionOfType(OutboxFullException.class).isThrownBy(() -> accept(six));

        // None of them counts as taken.
        for (IncomingEvent event : six) {
            assertThat(accept(event)).isEqualTo(1);
            takeIds(1);
        }
    }

    @Test
    void theTransactionOfTheCallerDecides() {
        start();

        transaction.executeWithoutResult(status -> {
            assertThat(accept(event("1", Map.of()))).isEqualTo(1);
            status.setRollbackOnly();
        });

        assertThat(accept(event("1", Map.of()))).isEqualTo(1);
        assertThat(takeIds(1)).containsExactly("1");
    }
}
