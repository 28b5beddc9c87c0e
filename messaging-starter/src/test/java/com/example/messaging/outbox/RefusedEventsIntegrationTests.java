package com.example.messaging.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.example.messaging.OutboxFullException;
import com.example.messaging.sample.Database;
import com.example.messaging.sample.Greeted;
import com.example.messaging.sample.Left;
import com.example.messaging.sample.Thanked;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.amqp.core.Binding;
import org.springframework.amqp.core.ExchangeBuilder;
import org.springframework.boot.health.contributor.Status;

/** What the broker does not take, and what the outbox does not take. */
@ParameterizedClass
@EnumSource(value = Database.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
@Timeout(90)
class RefusedEventsIntegrationTests extends OutboxFixture {

    RefusedEventsIntegrationTests(Database database) {
        super(database);
    }

    @Test
    void noMoreEventsAreTakenThanTheBacklogAllows() {
        start("messaging.outbox.max-backlog=10");
        publishAndTake();
        await().untilAsserted(() -> assertThat(rows()).isZero());
        link.cut();
        publish(10);

        assertThatExceptionOfType(OutboxFullException.class)
                .isThrownBy(() -> events.publish(Greeted.guest(UUID.randomUUID())))
                .withMessageContaining("'messaging.outbox.max-backlog' allows 10");
        assertThatExceptionOfType(OutboxFullException.class)
                .isThrownBy(() -> transaction.execute(status -> events.publish(Greeted.guest(UUID.randomUUID()))));
        assertThat(rows()).isEqualTo(10);

        link.restore();
        takeIds(10);
        await().ignoreExceptions().untilAsserted(() -> events.publish(Greeted.guest(UUID.randomUUID())));
    }

    @Test
    void anEventThatTheBrokerRefusesAgainAndAgainIsPutAsideAndCanBeSentAgain() {
        start(
                "messaging.queues.full.bindings=greetings.thanked.v1",
                "messaging.queues.full.arguments.x-max-length=1",
                "messaging.outbox.max-refusals=3",
                "messaging.outbox.max-backoff=100ms");
        OutboxEndpoint endpoint = endpoint();
        OutboxHealthIndicator health = application.getBean(OutboxHealthIndicator.class);

        // A queue is full a little later than it says, and may take all of the first that come together.
        int count = 60;
        for (int sent = 30; sent <= count; sent += 30) {
            int all = sent;
            IntStream.range(0, 30).forEach(i -> events.publish(new Thanked(UUID.randomUUID())));
            await().untilAsserted(
                            () -> assertThat(rows() + virtualHost.depth("full")).isEqualTo(all));
        }
        String other = events.publish(Greeted.guest(UUID.randomUUID()));
        assertThat(takeIds(1)).containsExactly(other);

        await().untilAsserted(
                        () -> assertThat(rows() + virtualHost.depth("full")).isEqualTo(count));
        await().untilAsserted(() ->
                assertThat(endpoint.show().refused()).isEqualTo(rows()).isPositive());
        assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);
        assertThat(endpoint.show().events()).allSatisfy(event -> {
            assertThat(event.refusals()).isEqualTo(3);
            assertThat(event.reason()).contains("nack");
        });

        String refused = endpoint.show().events().get(0).id();
        virtualHost.admin().purgeQueue("full");
        assertThat(endpoint.resend(List.of("unknown"))).containsEntry("resent", 0);
        await().untilAsserted(() -> {
            endpoint.resend(List.of(refused));
            assertThat(virtualHost.depth("full")).isEqualTo(1);
        });
        assertThat(virtualHost.take("full").getMessageProperties().getMessageId())
                .isEqualTo(refused);

        await().untilAsserted(() -> {
            virtualHost.admin().purgeQueue("full");
            endpoint.resend(null);
            assertThat(health.health().getStatus()).isEqualTo(Status.UP);
        });
    }

    @Test
    void anEventForAMissingExchangeDoesNotHoldUpTheOthers() {
        start("messaging.outbox.max-refusals=3", "messaging.outbox.max-backoff=100ms");
        publishAndTake();
        virtualHost.admin().deleteExchange("greetings");
        List<String> homeless = publish(3);
        await().untilAsserted(() -> assertThat(
                        jdbc.queryForList("select refusal from outbox_event where lane = -2", String.class))
                .hasSize(3)
                .allSatisfy(refusal -> assertThat(refusal).contains("The exchange 'greetings' does not exist")));

        virtualHost
                .admin()
                .declareExchange(ExchangeBuilder.topicExchange("greetings")
                        .alternate("unroutable")
                        .build());
        virtualHost
                .admin()
                .declareBinding(new Binding(
                        QUEUE, Binding.DestinationType.QUEUE, "greetings", "greetings.greeted.v1", Map.of()));
        String other = events.publish(Greeted.guest(UUID.randomUUID()));
        assertThat(takeIds(1)).containsExactly(other);

        endpoint().resend(null);
        assertThat(takeIds(3)).containsExactlyInAnyOrderElementsOf(homeless);
    }

    @Test
    void anEventThatNothingWouldKeepIsRefusedWithItsReason() {
        start("messaging.exchanges.greetings.alternate=false", "messaging.outbox.max-refusals=1");

        String id = events.publish(new Left(UUID.randomUUID()));
        String other = events.publish(Greeted.guest(UUID.randomUUID()));

        assertThat(takeIds(1)).containsExactly(other);
        await().untilAsserted(() -> assertThat(endpoint().show().events())
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.id()).isEqualTo(id);
                    assertThat(event.reason()).contains("No queue is bound to exchange 'greetings'");
                }));
    }
}
