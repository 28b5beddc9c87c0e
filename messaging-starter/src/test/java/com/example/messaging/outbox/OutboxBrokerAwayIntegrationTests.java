package com.example.messaging.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.messaging.EventPublisher;
import com.example.messaging.publisher.PublisherConnection;
import com.example.messaging.sample.Application;
import com.example.messaging.sample.Database;
import com.example.messaging.sample.Greeted;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.amqp.core.Message;
import org.springframework.context.ConfigurableApplicationContext;

/** Events wait for the broker, and nobody waits for them. */
@ParameterizedClass
@EnumSource(value = Database.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
@Timeout(90)
class OutboxBrokerAwayIntegrationTests extends OutboxFixture {

    OutboxBrokerAwayIntegrationTests(Database database) {
        super(database);
    }

    @Test
    void eventsWaitWhileTheBrokerIsAwayAndArriveWhenItIsBack() {
        start();
        publishAndTake();
        link.cut();

        List<String> ids = publish(20);
        assertThat(rows()).isEqualTo(20);
        link.restore();

        assertThat(takeIds(20)).containsExactlyInAnyOrderElementsOf(ids);
        await().untilAsserted(() -> assertThat(rows()).isZero());
    }

    @Test
    void eventsWaitWhileTheBrokerHangsAndNobodyWaitsForThem() {
        start("messaging.outbox.confirm-timeout=500ms", "spring.rabbitmq.requested-heartbeat=1s");
        publishAndTake();
        link.hang();

        List<String> ids = publish(20);
        link.restore();

        assertThat(takeDistinctIds(20)).containsExactlyInAnyOrderElementsOf(ids);
        await().untilAsserted(() -> assertThat(rows()).isZero());
    }

    @Test
    void aBrokerThatHoldsPublishersBackPausesTheRelay() {
        start("messaging.outbox.confirm-timeout=500ms");
        publishAndTake();
        PublisherConnection connection = application
                .getBean(OutboxAutoConfiguration.RelayConnection.class)
                .connection();
        link.holdBack();
        await().untilAsserted(() -> assertThat(connection.isBlocked()).isTrue());

        List<String> ids = publish(20);
        // Longer than it would wait for a confirm: nothing is sent that would have to be sent again.
        await().pollDelay(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(rows()).isEqualTo(20));
        link.restore();

        assertThat(takeIds(20)).containsExactlyInAnyOrderElementsOf(ids);
        await().untilAsserted(() -> assertThat(rows()).isZero());
        assertThat(virtualHost.depth(QUEUE)).isZero();
    }

    @Test
    void aBrokerThatHeldPublishersBackAndDiedIsFoundAgain() {
        start("messaging.outbox.confirm-timeout=500ms");
        publishAndTake();
        PublisherConnection connection = application
                .getBean(OutboxAutoConfiguration.RelayConnection.class)
                .connection();
        link.holdBack();
        await().untilAsserted(() -> assertThat(connection.isBlocked()).isTrue());
        List<String> ids = publish(5);

        link.cut();
        link.restore();

        assertThat(takeIds(5)).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void anApplicationStartsWithoutABrokerAndRelaysWhenItIsThere() {
        link.cut();
        start();

        List<String> ids = publish(3);
        link.restore();

        await().untilAsserted(() -> assertThat(virtualHost.depth(QUEUE)).isEqualTo(3));
        assertThat(takeIds(3)).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void whatAnotherInstanceStoredBeforeItDiedIsRelayed() {
        start();
        // As if stored by an instance that was killed right after its commit: nobody here was told.
        jdbc.update(
                "insert into outbox_event (lane, partition_id, event_id, event_type, event_source, occurred_at, "
                        + "correlation_id, body, refusals) values (1, 1, 'orphan', 'greetings.greeted.v1', '/other', "
                        + "current_timestamp, 'orphan', ?, 0)",
                (Object) "{}".getBytes());

        Message message = virtualHost.take(QUEUE);

        assertThat(message.getMessageProperties().getMessageId()).isEqualTo("orphan");
        assertThat(message.getMessageProperties().getAppId()).isEqualTo("other");
    }

    @Test
    void partitionsOfAnEarlierConfigurationAreEmptied() {
        Map<String, Object> settings = new HashMap<>(database.newProperties());
        settings.put("messaging.queues.[guests.greeted].bindings", "greetings.greeted.v1");
        settings.put("messaging.outbox.partitions", "8");
        link.cut();
        try (ConfigurableApplicationContext before =
                Application.start(Application.class, virtualHost.springProperties(link), settings)) {
            EventPublisher publisher = before.getBean(EventPublisher.class);
            IntStream.range(0, 40).forEach(i -> publisher.publish(Greeted.guest(UUID.randomUUID())));
        }
        link.restore();
        settings.put("messaging.outbox.partitions", "1");

        application = Application.start(Application.class, virtualHost.springProperties(link), settings);

        assertThat(takeIds(40)).doesNotHaveDuplicates();
    }
}
