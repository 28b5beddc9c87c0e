package com.example.messaging.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.example.messaging.event.EventCodec;
import com.example.messaging.event.EventMetadata;
import com.example.messaging.publisher.Outgoing;
import com.example.messaging.publisher.PublisherConnection;
import com.example.messaging.publisher.PublisherConnections;
import com.example.messaging.sample.Greeted;
import com.example.messaging.sample.Thanked;
import com.example.messaging.test.BrokerLink;
import com.example.messaging.test.VirtualHost;
import com.example.messaging.test.WithRabbitMq;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.MDC;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageBuilder;
import org.springframework.amqp.rabbit.annotation.RabbitHandler;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.listener.RabbitListenerEndpointRegistry;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** What an operator can rely on who looks at dead letters and replays them, whatever database there is. */
@SpringBootTest(
        classes = ReplayContract.Application.class,
        properties = {
            "spring.application.name=reception",
            "messaging.events.packages=com.example.messaging.sample",
            "messaging.retry.delays=50ms",
            "messaging.retry.non-retryable=java.lang.UnsupportedOperationException,java.lang.IllegalArgumentException",
            "messaging.listener.kill-switch.window=0",
            "messaging.listener.max-reconnect-delay=1s",
            "messaging.queues.[guests.greeted].bindings=greetings.greeted.v1,greetings.thanked.v1",
            "messaging.queues.[guests.neighbours].bindings=greetings.greeted.v1",
            "messaging.queues.[guests.forgetful].dead-letter=false",
            "messaging.queues.[guests.few].bindings=few.#",
            // Of a quorum queue the limit is only about that.
            "messaging.queues.[guests.few].type=classic",
            "messaging.queues.[guests.few].arguments.x-max-length=3",
            "messaging.queues.[guests.few].arguments.x-overflow=reject-publish"
        })
@WithRabbitMq(breakable = true)
@Timeout(90)
abstract class ReplayContract {

    static final String QUEUE = "guests.greeted";

    private static final String NEIGHBOURS = "guests.neighbours";

    private static final String FEW = "guests.few";

    private static final int ALL = Integer.MAX_VALUE;

    @Autowired
    Replay replay;

    @Autowired
    VirtualHost virtualHost;

    @Autowired
    Guests guests;

    @Autowired
    private EventCodec codec;

    @Autowired
    private BrokerLink link;

    @Autowired
    private ConnectionFactory connections;

    @Autowired
    private PublisherConnections publishers;

    @Autowired
    RabbitListenerEndpointRegistry listeners;

    @BeforeEach
    void begin() {
        link.restore();
        guests.failures.clear();
        listeners.start();
        await().untilAsserted(() -> {
            for (String queue : List.of(QUEUE, NEIGHBOURS, FEW)) {
                virtualHost.admin().purgeQueue(queue + ".dlq");
                assertThat(virtualHost.admin().getQueueInfo(queue).getConsumerCount())
                        .isPositive();
                assertThat(virtualHost.depth(queue)).isZero();
            }
        });
        guests.handled.clear();
        guests.neighbours.clear();
    }

    @Test
    void countsTheDeadLettersOfEachQueueThatHasSome() {
        deadLetters(3);

        assertThat(replay.counts()).containsExactlyInAnyOrderEntriesOf(Map.of(QUEUE, 3L, NEIGHBOURS, 0L, FEW, 0L));
    }

    @Test
    void lookingLeavesAllOfThemInTheirOrderHoweverOften() {
        List<String> ids = deadLetters(80);

        // The broker's default limit is 20 deliveries.
        for (int i = 0; i < 40; i++) {
            assertThat(look(ALL)).isEqualTo(ids);
        }

        assertThat(replay.counts()).containsEntry(QUEUE, 80L);
        assertThat(drain(QUEUE + ".dlq")).isEqualTo(ids);
    }

    @Test
    void lookingAtSomeLeavesAllOfThemInTheirOrder() {
        List<String> ids = deadLetters(80);

        for (int limit : new int[] {3, 3, 47, 1, 79, 80, 2, 2, 40, 0}) {
            assertThat(look(limit)).isEqualTo(ids.subList(0, limit));
        }

        assertThat(look(ALL)).isEqualTo(ids);
        assertThat(drain(QUEUE + ".dlq")).isEqualTo(ids);
    }

    @Test
    void replaysOneByItsIdAndTheOthersStayInTheirOrder() {
        List<String> ids = deadLetters(5);
        guests.failures.clear();
        look(2);

        RestingQueue.Sent sent = replay.replay(QUEUE, DeadLetterFilter.ids(List.of(ids.get(2))), ALL);

        assertThat(sent).isEqualTo(new RestingQueue.Sent(1, 0, "", 4));
        assertHandled(ids.subList(2, 3));
        assertThat(look(ALL)).containsExactly(ids.get(0), ids.get(1), ids.get(3), ids.get(4));
    }

    @Test
    void replaysByTheClassNameOfTheException() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ids.add(deadLetter(greeted(), new UnsupportedOperationException("never")));
            ids.add(deadLetter(greeted(), new IllegalArgumentException("no")));
        }
        guests.failures.clear();

        RestingQueue.Sent one = replay.replay(QUEUE, byException("IllegalArgumentException"), 1);
        RestingQueue.Sent rest = replay.replay(QUEUE, byException("java.lang.IllegalArgumentException"), ALL);
        RestingQueue.Sent none = replay.replay(QUEUE, byException("ArgumentException"), ALL);

        assertThat(one).isEqualTo(new RestingQueue.Sent(1, 0, "", 5));
        assertThat(rest).isEqualTo(new RestingQueue.Sent(2, 0, "", 3));
        assertThat(none.sent()).isZero();
        assertHandled(List.of(ids.get(1), ids.get(3), ids.get(5)));
        assertThat(look(ALL)).containsExactly(ids.get(0), ids.get(2), ids.get(4));
    }

    @Test
    void replaysByEventType() {
        String greeted = deadLetter(greeted(), new UnsupportedOperationException("never"));
        String thanked = deadLetter(new Thanked(UUID.randomUUID()), new UnsupportedOperationException("never"));
        guests.failures.clear();

        RestingQueue.Sent sent =
                replay.replay(QUEUE, new DeadLetterFilter(Set.of(), null, "greetings.thanked.v1", null, null), ALL);

        assertThat(sent).isEqualTo(new RestingQueue.Sent(1, 0, "", 1));
        assertHandled(List.of(thanked));
        assertThat(look(ALL)).containsExactly(greeted);
    }

    @Test
    void replaysByTheTimeOfTheFailure() {
        List<String> ids = deadLetters(5);
        guests.failures.clear();
        List<Instant> times = replay.look(QUEUE, DeadLetterFilter.ALL, ALL).stream()
                .map(view -> Instant.parse(String.valueOf(view.lastAt())))
                .toList();

        assertThat(times).isSorted().doesNotHaveDuplicates();
        RestingQueue.Sent sent =
                replay.replay(QUEUE, new DeadLetterFilter(Set.of(), null, null, times.get(1), times.get(3)), ALL);

        assertThat(sent).isEqualTo(new RestingQueue.Sent(2, 0, "", 3));
        assertHandled(ids.subList(1, 3));
        assertThat(look(ALL)).containsExactly(ids.get(0), ids.get(3), ids.get(4));
    }

    @Test
    void replaysAsManyAsOneLikesTheOldestFirst() {
        List<String> ids = deadLetters(5);
        guests.failures.clear();

        RestingQueue.Sent none = replay.replay(QUEUE, DeadLetterFilter.ALL, 0);
        RestingQueue.Sent two = replay.replay(QUEUE, DeadLetterFilter.ALL, 2);

        assertThat(none).isEqualTo(new RestingQueue.Sent(0, 0, "", 5));
        assertThat(two).isEqualTo(new RestingQueue.Sent(2, 0, "", 3));
        assertHandled(ids.subList(0, 2));
        assertThat(look(ALL)).isEqualTo(ids.subList(2, 5));
    }

    @RepeatedTest(5) // what the broker forgets, it forgets now and then
    void replaysAllInTheirOrder() {
        List<String> ids = deadLetters(250);
        guests.failures.clear();

        RestingQueue.Sent sent = replay.replay(QUEUE, DeadLetterFilter.ALL, ALL);

        assertThat(sent).isEqualTo(new RestingQueue.Sent(250, 0, "", 0));
        assertHandled(ids);
        assertThat(virtualHost.depth(QUEUE + ".dlq")).isZero();
    }

    @Test
    void whatFailsAgainIsBackWithItsAttemptsCountedAnew() {
        Greeted event = greeted();
        String id = deadLetter(event, new IllegalStateException("not yet"));
        DeadLetterView before = replay.look(QUEUE, DeadLetterFilter.ALL, ALL).get(0);
        guests.failures.put(event.guestId(), new IllegalStateException("still not"));

        replay.replay(QUEUE, DeadLetterFilter.ALL, ALL);

        DeadLetterView after = await().until(
                        () -> replay.look(QUEUE, DeadLetterFilter.ALL, ALL), views -> !views.isEmpty())
                .get(0);
        assertThat(before.id()).isEqualTo(id);
        assertThat(before.attempts()).isEqualTo(2);
        assertThat(before.replays()).isZero();
        assertThat(after.id()).isEqualTo(id);
        assertThat(after.message()).isEqualTo("still not");
        assertThat(after.attempts()).isEqualTo(2);
        assertThat(after.replays()).isEqualTo(1);
        assertThat(after.firstAt()).isEqualTo(before.firstAt());
        assertThat(Instant.parse(after.lastAt())).isAfter(Instant.parse(before.lastAt()));
        assertThat(guests.attempts.get(id)).isEqualTo(4);
    }

    @Test
    void aReplayedMessageGoesToNoOtherQueueThanWhereItFailed() {
        String id = deadLetter(greeted(), new UnsupportedOperationException("never"));
        await().untilAsserted(() -> assertThat(guests.neighbours).containsExactly(id));
        guests.failures.clear();

        replay.replay(QUEUE, DeadLetterFilter.ALL, ALL);
        assertHandled(List.of(id));
        String later = send(greeted());

        // Nothing came before it.
        await().untilAsserted(() -> assertThat(guests.neighbours).containsExactly(id, later));
    }

    @Test
    void aBareMessageKeepsItsIdAndTypeOverRetryDeadLetterAndReplay() {
        UUID guest = UUID.randomUUID();
        guests.failures.put(guest, new IllegalStateException("not yet"));
        String id = sendBare(guest);
        awaitDeadLetters(1);
        assertThat(replay.look(QUEUE, byType("greetings.greeted.v1"), ALL))
                .extracting(DeadLetterView::id, DeadLetterView::type, DeadLetterView::attempts)
                .containsExactly(tuple(id, "greetings.greeted.v1", 2));

        replay.replay(QUEUE, DeadLetterFilter.ids(List.of(id)), ALL);
        awaitDeadLetters(1);
        guests.failures.clear();
        replay.replay(QUEUE, DeadLetterFilter.ids(List.of(id)), ALL);

        assertHandled(List.of(id));
        assertThat(guests.attempts.get(id)).isEqualTo(5);
        assertThat(guests.types).containsEntry(id, "greetings.greeted.v1");
    }

    @Test
    void aBareMessageThatTheBrokerDeadLetteredHasItsIdAndType() {
        listeners.getListenerContainer(QUEUE).stop();
        UUID guest = UUID.randomUUID();
        String id = sendBare(guest);
        await().untilAsserted(() -> assertThat(virtualHost.depth(QUEUE)).isEqualTo(1));
        virtualHost.template().execute(channel -> {
            channel.basicReject(channel.basicGet(QUEUE, false).getEnvelope().getDeliveryTag(), false);
            return true;
        });
        awaitDeadLetters(1);
        listeners.getListenerContainer(QUEUE).start();

        assertThat(replay.look(QUEUE, byType("greetings.greeted.v1"), ALL))
                .singleElement()
                .satisfies(view -> {
                    assertThat(view.id()).isEqualTo(id);
                    assertThat(view.exception()).isEqualTo("none");
                    assertThat(view.message()).isEqualTo("RabbitMQ gave it up: rejected");
                });
        assertThat(replay.replay(QUEUE, DeadLetterFilter.ids(List.of(id)), ALL).sent())
                .isEqualTo(1);
        assertHandled(List.of(id));
        assertThat(guests.types).containsEntry(id, "greetings.greeted.v1");
    }

    @Test
    void whatTheQueueRefusesStaysADeadLetterInItsOrder() {
        listeners.getListenerContainer(FEW).stop();
        List<String> ids = IntStream.range(0, 8)
                .mapToObj(i -> send("dead-letters", FEW, greeted()))
                .toList();
        await().untilAsserted(() -> assertThat(virtualHost.depth(FEW + ".dlq")).isEqualTo(8));

        RestingQueue.Sent sent = replay.replay(FEW, DeadLetterFilter.ALL, ALL);

        assertThat(sent.sent()).isEqualTo(3);
        assertThat(sent.refused()).isEqualTo(5);
        assertThat(sent.reason()).contains("a queue is full");
        assertThat(sent.remaining()).isEqualTo(5);
        assertThat(idsOf(replay.look(FEW, DeadLetterFilter.ALL, ALL))).isEqualTo(ids.subList(3, 8));
        listeners.getListenerContainer(FEW).start();
        await().until(() -> replay.replay(FEW, DeadLetterFilter.ALL, ALL).remaining() == 0);
        assertHandled(ids);
    }

    @Test
    void aReplayThatIsBrokenOffLosesNothingAndTheNextOneBringsTheRest() {
        List<String> ids = deadLetters(250);
        guests.failures.clear();
        listeners.getListenerContainer(QUEUE).stop();
        AtomicInteger looked = new AtomicInteger();

        // The first hundred are confirmed then, and the next are on their way.
        assertThatExceptionOfType(AmqpException.class)
                .isThrownBy(() -> replayBy(
                        message -> {
                            if (looked.incrementAndGet() == 150) {
                                link.cut();
                            }
                            return true;
                        },
                        message -> {}));

        await().untilAsserted(
                        () -> assertThat(virtualHost.depth(QUEUE + ".dlq")).isEqualTo(150));
        assertThat(virtualHost.depth(QUEUE)).isEqualTo(100);
        link.restore();
        List<String> rest = await().ignoreExceptions().until(() -> look(ALL), found -> true);
        // What was in hand comes first; RabbitMQ 3.10 does not keep its order when a connection is lost.
        assertThat(rest.subList(0, 50)).containsExactlyInAnyOrderElementsOf(ids.subList(100, 150));
        assertThat(rest.subList(50, 150)).isEqualTo(ids.subList(150, 250));
        assertThat(replay.replay(QUEUE, DeadLetterFilter.ALL, ALL)).isEqualTo(new RestingQueue.Sent(150, 0, "", 0));
        listeners.getListenerContainer(QUEUE).start();
        assertHandledInAnyOrder(ids);
    }

    @Test
    void anUnknownQueueIsToldWithTheKnownOnes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> replay.look("guests.gone", DeadLetterFilter.ALL, ALL))
                .withMessage("This service has no queue 'guests.gone'; it has [guests.few, guests.forgetful, %s, %s]"
                        .formatted(QUEUE, NEIGHBOURS));
        assertThatIllegalArgumentException().isThrownBy(() -> replay.replay("guests.gone", DeadLetterFilter.ALL, ALL));
    }

    @Test
    void aQueueWithoutDeadLettersIsTold() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> replay.look("guests.forgetful", DeadLetterFilter.ALL, ALL))
                .withMessageContaining("'guests.forgetful' has no dead-letter queue");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> replay.replay("guests.forgetful", DeadLetterFilter.ALL, ALL));
    }

    /** A replay of all with hooks: which messages it takes, and what to do when one is confirmed. */
    final RestingQueue.Sent replayBy(Predicate<Message> filter, Consumer<Message> onSent) {
        try (PublisherConnection publisher = publishers.open("test")) {
            return new RestingQueue(QUEUE + ".dlq", connections, publisher)
                    .send(filter, ALL, letter -> Outgoing.of("", QUEUE, Replay.asReplay(letter)), onSent);
        }
    }

    /** Ids of new dead letters, in their order. */
    final List<String> deadLetters(int count) {
        List<String> ids = Stream.generate(() -> fail(greeted(), new UnsupportedOperationException("never")))
                .limit(count)
                .toList();
        awaitDeadLetters(count);
        return ids;
    }

    final String deadLetter(Object event, RuntimeException failure) {
        long before = virtualHost.depth(QUEUE + ".dlq");
        String id = fail(event, failure);
        awaitDeadLetters(before + 1);
        return id;
    }

    private void awaitDeadLetters(long count) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(virtualHost.depth(QUEUE + ".dlq")).isEqualTo(count));
        // A moment before it is acknowledged on its queue.
        await().untilAsserted(() -> assertThat(virtualHost.depth(QUEUE)).isZero());
    }

    private String fail(Object event, RuntimeException failure) {
        guests.failures.put(
                event instanceof Greeted greeted ? greeted.guestId() : ((Thanked) event).guestId(), failure);
        return send(event);
    }

    static Greeted greeted() {
        return Greeted.guest(UUID.randomUUID());
    }

    private String send(Object event) {
        return send("greetings", event instanceof Greeted ? "greetings.greeted.v1" : "greetings.thanked.v1", event);
    }

    /** Directly, because the outbox keeps order by key only. */
    private String send(String exchange, String routingKey, Object event) {
        EventMetadata metadata = codec.describe(event);
        virtualHost.template().send(exchange, routingKey, codec.write(event, metadata));
        return metadata.id();
    }

    /** As a device does: JSON and a routing key, and nothing else. */
    final String sendBare(UUID guest) {
        String body = "{\"guestId\":\"%s\",\"text\":\"hi\"}".formatted(guest);
        virtualHost
                .template()
                .send(
                        "greetings",
                        "greetings.greeted.v1",
                        MessageBuilder.withBody(body.getBytes(StandardCharsets.UTF_8))
                                .build());
        return UUID.nameUUIDFromBytes(("greetings.greeted.v1\n" + body).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    final List<String> look(int limit) {
        return idsOf(replay.look(QUEUE, DeadLetterFilter.ALL, limit));
    }

    private static List<String> idsOf(List<DeadLetterView> views) {
        return views.stream().map(DeadLetterView::id).toList();
    }

    /** Takes all out, as a plain client would. */
    private List<String> drain(String queue) {
        List<String> ids = new ArrayList<>();
        Message message = virtualHost.template().receive(queue);
        while (message != null) {
            ids.add(message.getMessageProperties().getMessageId());
            message = virtualHost.template().receive(queue);
        }
        return ids;
    }

    /** Each once, and nothing else. */
    final void assertHandled(List<String> ids) {
        assertHandledInAnyOrder(ids);
        assertThat(guests.handled).isEqualTo(ids);
    }

    final void assertHandledInAnyOrder(List<String> ids) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(guests.handled).hasSizeGreaterThanOrEqualTo(ids.size()));
        await().untilAsserted(() -> {
            assertThat(virtualHost.depth(QUEUE)).isZero();
            assertThat(virtualHost.depth(FEW)).isZero();
        });
        assertThat(guests.handled).containsExactlyInAnyOrderElementsOf(ids);
    }

    private static DeadLetterFilter byException(String exception) {
        return new DeadLetterFilter(Set.of(), exception, null, null, null);
    }

    private static DeadLetterFilter byType(String type) {
        return new DeadLetterFilter(Set.of(), null, type, null, null);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        Guests guests() {
            return new Guests();
        }

        @Bean
        Neighbours neighbours(Guests guests) {
            return new Neighbours(guests);
        }
    }

    @RabbitListener(id = QUEUE, queues = QUEUE)
    static class Guests {

        /** What a guest's events fail with. */
        final Map<UUID, RuntimeException> failures = new ConcurrentHashMap<>();

        /** Ids of the events that were handled, once that is committed. */
        final List<String> handled = new CopyOnWriteArrayList<>();

        final List<String> neighbours = new CopyOnWriteArrayList<>();

        final Map<String, Integer> attempts = new ConcurrentHashMap<>();

        final Map<String, String> types = new ConcurrentHashMap<>();

        @RabbitHandler
        void on(Greeted event) {
            handle(event.guestId());
        }

        @RabbitHandler
        void on(Thanked event) {
            handle(event.guestId());
        }

        void handle(UUID guest) {
            String id = MDC.get("eventId");
            attempts.merge(id, 1, Integer::sum);
            types.put(id, MDC.get("eventType"));
            RuntimeException failure = failures.get(guest);
            if (failure != null) {
                throw failure;
            }
            onCommit(() -> handled.add(id));
        }
    }

    static class Neighbours {

        private final Guests guests;

        Neighbours(Guests guests) {
            this.guests = guests;
        }

        @RabbitListener(queues = NEIGHBOURS)
        void on(Greeted event) {
            String id = MDC.get("eventId");
            onCommit(() -> guests.neighbours.add(id));
        }

        @RabbitListener(id = FEW, queues = FEW)
        void few(Greeted event) {
            guests.handle(event.guestId());
        }
    }

    private static void onCommit(Runnable effect) {
        if (TransactionSynchronizationManager.isSynchronizationActive()) {
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

                @Override
                public void afterCommit() {
                    effect.run();
                }
            });
        } else {
            effect.run();
        }
    }
}
