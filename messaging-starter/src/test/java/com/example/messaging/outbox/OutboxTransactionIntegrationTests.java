package com.example.messaging.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import com.example.messaging.Schedule;
import com.example.messaging.UnknownEventTypeException;
import com.example.messaging.sample.Database;
import com.example.messaging.sample.Greeted;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.amqp.core.Message;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** An event is published if and only if the transaction commits that published it. */
@ParameterizedClass
@EnumSource(value = Database.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
@Timeout(90)
class OutboxTransactionIntegrationTests extends OutboxFixture {

    OutboxTransactionIntegrationTests(Database database) {
        super(database);
    }

    @Test
    void anEventIsPublishedWhenItsTransactionCommits() {
        start();

        String id = transaction.execute(status -> {
            String published = events.publish(Greeted.guest(UUID.randomUUID()));
            assertThat(rows()).isZero();
            return published;
        });

        Message message = virtualHost.take(QUEUE);
        assertThat(message.getMessageProperties().getMessageId()).isEqualTo(id);
        assertThat(message.getMessageProperties().getHeaders())
                .containsEntry("cloudEvents_source", "/reception")
                .containsEntry("cloudEvents_type", "greetings.greeted.v1")
                .allSatisfy((name, value) -> assertThat(name + "=" + value)
                        .doesNotContain("com.example")
                        .doesNotStartWith("x-"));
        await().untilAsserted(() -> assertThat(rows()).isZero());
    }

    @Test
    void aCommitWakesTheRelay() {
        start("messaging.outbox.poll-interval=10m");

        List<String> ids = publish(5);
        transaction.executeWithoutResult(status -> events.publish(Greeted.guest(UUID.randomUUID())));

        assertThat(takeIds(6)).containsAll(ids);
    }

    @Test
    void anEventIsNotPublishedWhenItsTransactionRollsBack() {
        start();

        transaction.executeWithoutResult(status -> {
            events.publish(Greeted.guest(UUID.randomUUID()));
            status.setRollbackOnly();
        });
        String id = events.publish(Greeted.guest(UUID.randomUUID()));

        assertThat(takeIds(1)).containsExactly(id);
        await().untilAsserted(() -> assertThat(rows()).isZero());
    }

    @Test
    void whatWasPublishedSinceASavepointGoesWithIt() {
        start();
        TransactionTemplate nested = new TransactionTemplate(application.getBean(PlatformTransactionManager.class));
        nested.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);

        List<String> ids = transaction.execute(status -> {
            String before = events.publish(Greeted.guest(UUID.randomUUID()));
            nested.executeWithoutResult(inner -> {
                events.publish(Greeted.guest(UUID.randomUUID()));
                inner.setRollbackOnly();
            });
            return List.of(before, events.publish(Greeted.guest(UUID.randomUUID())));
        });

        assertThat(takeIds(2)).containsExactlyInAnyOrderElementsOf(ids);
        await().untilAsserted(() -> assertThat(rows()).isZero());
    }

    @Test
    void aSavepointIsKnownAlsoIfNothingWasPublishedBefore() {
        start();
        TransactionTemplate nested = new TransactionTemplate(application.getBean(PlatformTransactionManager.class));
        nested.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);

        transaction.executeWithoutResult(status -> nested.executeWithoutResult(inner -> {
            events.publish(Greeted.guest(UUID.randomUUID()));
            inner.setRollbackOnly();
        }));
        String id = events.publish(Greeted.guest(UUID.randomUUID()));

        assertThat(takeIds(1)).containsExactly(id);
    }

    @Test
    void whatAListenerOfTheCommitPublishesGoesWithTheTransaction() {
        start();

        assertThatIllegalStateException()
                .isThrownBy(() -> transaction.executeWithoutResult(status -> {
                    TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

                        @Override
                        public void beforeCommit(boolean readOnly) {
                            events.publish(Greeted.guest(UUID.randomUUID()));
                            throw new IllegalStateException("rolled back at the last moment");
                        }
                    });
                }));
        String id = events.publish(Greeted.guest(UUID.randomUUID()));

        assertThat(takeIds(1)).containsExactly(id);
    }

    @Test
    void connectionsThatDoNotCommitByThemselvesAreFine() {
        start("spring.datasource.hikari.auto-commit=false", "messaging.outbox.poll-interval=50ms");

        String now = events.publish(Greeted.guest(UUID.randomUUID()));
        String later = events.publish(Greeted.guest(UUID.randomUUID()), Schedule.after(Duration.ofMillis(500)));

        assertThat(takeIds(2)).containsExactly(now, later);
    }

    @Test
    void aTransactionInsideAnotherPublishesByItself() {
        start();
        TransactionTemplate inner = new TransactionTemplate(application.getBean(PlatformTransactionManager.class));
        inner.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);

        String id = transaction.execute(status -> {
            events.publish(Greeted.guest(UUID.randomUUID()));
            String published = inner.execute(own -> events.publish(Greeted.guest(UUID.randomUUID())));
            status.setRollbackOnly();
            return published;
        });

        assertThat(takeIds(1)).containsExactly(id);
    }

    @Test
    void whatIsPublishedWhileATransactionEndsIsNotLost() {
        start();

        transaction.executeWithoutResult(status ->
                TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

                    @Override
                    public void beforeCommit(boolean readOnly) {
                        events.publish(Greeted.guest(UUID.randomUUID()));
                    }

                    @Override
                    public void afterCommit() {
                        events.publish(Greeted.guest(UUID.randomUUID()));
                    }

                    @Override
                    public void afterCompletion(int status) {
                        events.publish(Greeted.guest(UUID.randomUUID()));
                    }
                }));
        transaction.executeWithoutResult(status ->
                TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

                    @Override
                    public void afterCommit() {
                        events.publish(Greeted.guest(UUID.randomUUID()));
                    }
                }));

        assertThat(takeIds(4)).doesNotHaveDuplicates();
    }

    @Test
    void aReadOnlyTransactionCannotPublish() {
        start();
        transaction.setReadOnly(true);

        assertThatIllegalStateException()
                .isThrownBy(() -> transaction.execute(status -> events.publish(Greeted.guest(UUID.randomUUID()))))
                .withMessageContaining("read-only");
    }

    @Test
    void anUnknownEventIsRefusedAtOnce() {
        start();

        assertThatExceptionOfType(UnknownEventTypeException.class).isThrownBy(() -> events.publish("hello"));
    }
}
