package com.example.messaging.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.messaging.EventPublisher;
import com.example.messaging.NonRetryableException;
import com.example.messaging.sample.Application;
import com.example.messaging.sample.Database;
import com.example.messaging.sample.Greeted;
import com.example.messaging.sample.Thanked;
import com.example.messaging.test.RabbitMqBroker;
import com.example.messaging.test.VirtualHost;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageBuilder;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What handling promises where there is a database. */
@ParameterizedClass
@EnumSource(value = Database.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
@Timeout(90)
class GroupCommitIntegrationTests {

    private final VirtualHost virtualHost = RabbitMqBroker.shared().newVirtualHost();

    private final Database database;

    private ConfigurableApplicationContext application;

    private Guests guests;

    private JdbcTemplate jdbc;

    GroupCommitIntegrationTests(Database database) {
        this.database = database;
    }

    @AfterEach
    void stop() {
        if (application != null) {
            application.close();
        }
        virtualHost.close();
    }

    private void start(Class<?> source, String... settings) {
        Map<String, Object> all = new HashMap<>(database.newProperties());
        all.put("messaging.queues.[guests.greeted].bindings", "greetings.greeted.v1");
        all.put("messaging.queues.[guests.thanked].bindings", "greetings.thanked.v1");
        all.put("messaging.retry.delays", "100ms");
        Stream.of(settings).map(setting -> setting.split("=", 2)).forEach(setting -> all.put(setting[0], setting[1]));
        application = Application.start(source, virtualHost.springProperties(), all);
        guests = application.getBean(Guests.class);
        jdbc = new JdbcTemplate(application.getBean(DataSource.class));
        // What is handled first brings the listener to its full prefetch.
        send(UUID.randomUUID(), "first");
        await().untilAsserted(() -> assertThat(effects()).containsExactly("first"));
        await().until(() -> virtualHost.depth("guests.thanked") == 1);
        virtualHost.admin().purgeQueue("guests.thanked");
        jdbc.update("delete from effect");
        guests.clear();
    }

    @Test
    void messagesThatAreThereTogetherShareATransaction() {
        start(Single.class);
        guests.hold();
        for (int i = 0; i < 40; i++) {
            send(UUID.randomUUID(), "together " + i);
        }
        await().untilAsserted(
                        () -> assertThat(virtualHost.depth("guests.greeted")).isZero());
        guests.letGo();

        await().untilAsserted(() -> assertThat(effects()).hasSize(40));
        assertThat(guests.transactions).hasSizeLessThan(10);
        await().untilAsserted(
                        () -> assertThat(virtualHost.depth("guests.thanked")).isEqualTo(40));
    }

    @Test
    void aGroupIsNotHeldBackWhileMoreMessagesCome() {
        start(
                Single.class,
                "messaging.queues.[guests.greeted].group-commit=1000",
                "messaging.queues.[guests.greeted].prefetch=1000");
        int sent = 0;
        while (effects().isEmpty() && sent < 800) {
            // One after the other with no gap that would end a group.
            send(UUID.randomUUID(), "streaming " + sent++);
        }

        assertThat(sent).isLessThan(800);
    }

    @Test
    void aQueueCanHaveATransactionForEachMessage() {
        start(Single.class, "messaging.queues.[guests.greeted].group-commit=1");
        for (int i = 0; i < 10; i++) {
            send(UUID.randomUUID(), "alone " + i);
        }

        await().untilAsserted(() -> assertThat(effects()).hasSize(10));
        assertThat(guests.transactions).hasSize(10);
    }

    @Test
    void aMessageThatComesTwiceTakesEffectOnce() {
        start(Single.class);
        UUID id = UUID.randomUUID();

        guests.hold();
        send(id, "twice");
        send(id, "twice");
        guests.letGo();
        await().untilAsserted(() -> assertThat(effects()).containsExactly("twice"));
        send(id, "twice");
        send(UUID.randomUUID(), "afterwards");

        await().untilAsserted(() -> assertThat(effects()).containsExactly("twice", "afterwards"));
        await().untilAsserted(
                        () -> assertThat(virtualHost.depth("guests.thanked")).isEqualTo(2));
        assertThat(guests.calls.get("twice")).isEqualTo(1);
    }

    @Test
    void whatWasHandledIsForgottenAfterItsRetention() {
        start(Single.class, "messaging.inbox.retention=1s", "messaging.inbox.purge-interval=100ms");

        send(UUID.randomUUID(), "forgotten");

        await().untilAsserted(() -> assertThat(effects()).containsExactly("forgotten"));
        await().untilAsserted(() -> assertThat(jdbc.queryForObject("select count(*) from inbox_message", Long.class))
                .isZero());
    }

    @Test
    void twoConsumersAndTwoInstancesTakeAMessageOnce() {
        start(Single.class, "messaging.queues.[guests.greeted].concurrency=3");
        Map<String, Object> settings = new HashMap<>();
        application.getEnvironment().getPropertySources().stream()
                .filter(source -> source.getSource() instanceof Map)
                .filter(source -> source.getName().equals("defaultProperties"))
                .forEach(source -> ((Map<?, ?>) source.getSource())
                        .forEach((name, value) -> settings.put(String.valueOf(name), value)));
        try (ConfigurableApplicationContext other =
                Application.start(Single.class, virtualHost.springProperties(), settings)) {
            List<UUID> ids = Stream.generate(UUID::randomUUID).limit(60).toList();
            for (int copy = 0; copy < 3; copy++) {
                ids.forEach(id -> send(id, id.toString()));
            }

            await().untilAsserted(() -> assertThat(new HashSet<>(effects())).hasSize(60));
            await().untilAsserted(() ->
                    assertThat(virtualHost.depth("guests.greeted")).isZero());
            await().untilAsserted(() ->
                    assertThat(virtualHost.depth("guests.thanked")).isEqualTo(60));
            assertThat(other.isRunning()).isTrue();
        }
        assertThat(effects()).hasSize(60);
    }

    @Test
    void aFailingMessageTakesOnlyItselfAndNothingThatItPublished() {
        start(Single.class);
        guests.hold();
        List<String> good = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            good.add("good " + i);
            send(UUID.randomUUID(), "good " + i);
            if (i == 10) {
                send(UUID.randomUUID(), "poison");
            }
        }
        await().untilAsserted(
                        () -> assertThat(virtualHost.depth("guests.greeted")).isZero());
        guests.letGo();

        Message deadLetter = virtualHost.take("guests.greeted.dlq");
        assertThat(deadLetter.getMessageProperties().getHeaders()).containsEntry("failure-attempts", 2);
        await().untilAsserted(() -> assertThat(effects()).containsExactlyInAnyOrderElementsOf(good));
        await().untilAsserted(
                        () -> assertThat(virtualHost.depth("guests.thanked")).isEqualTo(20));
        assertThat(virtualHost.depth("guests.greeted.dlq")).isZero();
    }

    @Test
    void anExceptionThatSaysSoIsDeadLetteredAtOnce() {
        start(Single.class);
        send(UUID.randomUUID(), "hopeless");

        assertThat(virtualHost.take("guests.greeted.dlq").getMessageProperties().getHeaders())
                .containsEntry("failure-attempts", 1)
                .containsEntry("failure-type", NonRetryableException.class.getName())
                .containsEntry("failure-message", "no use");
    }

    @Test
    void aTransactionThatCanNotCommitIsAFailedAttempt() {
        start(Single.class);
        send(UUID.randomUUID(), "rollback only");

        assertThat(virtualHost.take("guests.greeted.dlq").getMessageProperties().getHeaders())
                .containsEntry("failure-attempts", 2)
                .containsEntry("failure-type", "org.springframework.transaction.UnexpectedRollbackException");
        assertThat(effects()).isEmpty();
    }

    @Test
    void aListOfEventsIsHandledInOneCallAndEachFailsByItself() {
        start(Lists.class);
        guests.hold();
        UUID twice = UUID.randomUUID();
        for (int i = 0; i < 20; i++) {
            send(UUID.randomUUID(), "listed " + i);
        }
        send(twice, "poison");
        send(UUID.randomUUID(), "unreadable");
        await().untilAsserted(
                        () -> assertThat(virtualHost.depth("guests.greeted")).isZero());
        guests.letGo();

        await().untilAsserted(() -> assertThat(effects()).hasSize(20));
        await().untilAsserted(() ->
                assertThat(virtualHost.depth("guests.greeted.dlq")).isEqualTo(2));
        guests.clear();
        guests.hold();
        for (int i = 0; i < 20; i++) {
            send(UUID.randomUUID(), "again " + i);
        }
        await().untilAsserted(
                        () -> assertThat(virtualHost.depth("guests.greeted")).isZero());
        guests.letGo();
        await().untilAsserted(() -> assertThat(effects()).hasSize(40));
        assertThat(guests.transactions).hasSizeLessThan(10);
    }

    @Test
    void aGroupThatTakesLongCommitsWhatItHas() {
        start(Single.class);
        guests.hold();
        send(UUID.randomUUID(), "in front");
        send(UUID.randomUUID(), "slow 1");
        send(UUID.randomUUID(), "slow 2");
        await().untilAsserted(
                        () -> assertThat(virtualHost.depth("guests.greeted")).isZero());
        guests.letGo();

        await().untilAsserted(() -> assertThat(effects()).contains("slow 1", "slow 2"));
        assertThat(guests.calls).containsEntry("slow 1", 1).containsEntry("slow 2", 1);
        assertThat(guests.seenBySlow2).contains("slow 1");
    }

    @Test
    void handlingOutlastsADatabaseThatIsAway() {
        start(Single.class, "spring.datasource.hikari.connection-timeout=250");
        DataSource dataSource = application.getBean(DataSource.class);
        List<Connection> taken = new ArrayList<>();
        try {
            // All connections are taken: no transaction can begin.
            for (int i = 0; i < 10; i++) {
                taken.add(dataSource.getConnection());
            }
        } catch (SQLException ex) {
            assertThat(taken).isNotEmpty();
        }
        send(UUID.randomUUID(), "patient");
        await().untilAsserted(
                        () -> assertThat(virtualHost.depth("guests.greeted")).isZero());
        await().pollDelay(Duration.ofSeconds(1)).untilAsserted(() -> {
            assertThat(virtualHost.depth("guests.greeted.dlq")).isZero();
            assertThat(virtualHost.depth("retry.100ms")).isZero();
        });
        taken.forEach(GroupCommitIntegrationTests::close);

        await().untilAsserted(() -> assertThat(effects()).containsExactly("patient"));
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException ex) {
            throw new IllegalStateException(ex);
        }
    }

    private List<String> effects() {
        return jdbc.queryForList("select text from effect", String.class);
    }

    private void send(UUID id, String text) {
        String body = text.equals("unreadable")
                ? "not json"
                : "{\"guestId\":\"%s\",\"text\":\"%s\"}".formatted(UUID.randomUUID(), text);
        virtualHost
                .template()
                .send(
                        "greetings",
                        "greetings.greeted.v1",
                        MessageBuilder.withBody(body.getBytes(StandardCharsets.UTF_8))
                                .setMessageId(id.toString())
                                .build());
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Single {

        @Bean
        Guests guests(DataSource dataSource, EventPublisher events, PlatformTransactionManager transactionManager) {
            return new Guests(dataSource, events, transactionManager);
        }

        @Bean
        Listener listener(Guests guests) {
            return new Listener(guests);
        }

        static class Listener {

            private final Guests guests;

            Listener(Guests guests) {
                this.guests = guests;
            }

            @RabbitListener(queues = "guests.greeted")
            void on(Greeted event, Message message) throws InterruptedException {
                assertThat(message.getMessageProperties().getMessageId()).isNotNull();
                guests.welcome(event);
            }
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Lists {

        @Bean
        Guests guests(DataSource dataSource, EventPublisher events, PlatformTransactionManager transactionManager) {
            return new Guests(dataSource, events, transactionManager);
        }

        @Bean
        Listener listener(Guests guests) {
            return new Listener(guests);
        }

        static class Listener {

            private final Guests guests;

            Listener(Guests guests) {
                this.guests = guests;
            }

            @RabbitListener(queues = "guests.greeted", batch = "true")
            void on(List<Greeted> events) throws InterruptedException {
                for (Greeted event : events) {
                    guests.welcome(event);
                }
            }
        }
    }

    /** Greets guests: an effect in the database, and an event. */
    static class Guests {

        final Map<String, Integer> calls = new ConcurrentHashMap<>();

        final Set<Object> transactions = ConcurrentHashMap.newKeySet();

        final Set<String> seenBySlow2 = ConcurrentHashMap.newKeySet();

        private final DataSource dataSource;

        private final JdbcTemplate jdbc;

        private final EventPublisher events;

        private final PlatformTransactionManager transactionManager;

        private final ConcurrentLinkedQueue<CountDownLatch> gates = new ConcurrentLinkedQueue<>();

        Guests(DataSource dataSource, EventPublisher events, PlatformTransactionManager transactionManager) {
            this.dataSource = dataSource;
            this.jdbc = new JdbcTemplate(dataSource);
            this.events = events;
            this.transactionManager = transactionManager;
            jdbc.execute(
                    "create table if not exists effect (id bigint generated by default as identity, text varchar(100))");
        }

        void welcome(Greeted event) throws InterruptedException {
            CountDownLatch gate = gates.peek();
            if (gate != null) {
                gate.await();
            }
            assertThat(TransactionSynchronizationManager.isActualTransactionActive())
                    .isTrue();
            transactions.add(Objects.requireNonNull(TransactionSynchronizationManager.getResource(dataSource)));
            calls.merge(event.text(), 1, Integer::sum);
            jdbc.update("insert into effect (text) values (?)", event.text());
            events.publish(new Thanked(event.guestId()));
            switch (event.text()) {
                case "poison" -> throw new IllegalStateException("poisoned");
                case "hopeless" -> throw new NonRetryableException("no use");
                case "rollback only" ->
                    new TransactionTemplate(transactionManager)
                            .executeWithoutResult(TransactionExecution::setRollbackOnly);
                case "slow 1" -> await().pollDelay(Duration.ofMillis(1_200)).until(() -> true);
                case "slow 2" -> {
                    TransactionTemplate other = new TransactionTemplate(transactionManager);
                    other.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
                    other.executeWithoutResult(
                            status -> seenBySlow2.addAll(jdbc.queryForList("select text from effect", String.class)));
                }
                default -> {}
            }
        }

        /** The next call waits, so that messages gather behind it. */
        void hold() {
            gates.add(new CountDownLatch(1));
        }

        void letGo() {
            CountDownLatch gate = gates.poll();
            if (gate != null) {
                gate.countDown();
            }
        }

        void clear() {
            calls.clear();
            transactions.clear();
        }
    }
}
