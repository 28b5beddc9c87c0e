package com.example.messaging.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.messaging.EventPublisher;
import com.example.messaging.sample.Greeted;
import com.example.messaging.sample.Left;
import com.example.messaging.sample.Thanked;
import com.example.messaging.test.VirtualHost;
import com.example.messaging.test.WithRabbitMq;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.MDC;
import org.springframework.amqp.core.Binding;
import org.springframework.amqp.core.BindingBuilder;
import org.springframework.amqp.core.DirectExchange;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageBuilder;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.rabbit.annotation.RabbitHandler;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What a listener can rely on, whatever database there is. */
@SpringBootTest(
        classes = ListenerContract.Application.class,
        properties = {
            "spring.application.name=reception",
            "messaging.events.packages=com.example.messaging.sample",
            "messaging.retry.delays=50ms,100ms",
            "messaging.retry.non-retryable=java.lang.UnsupportedOperationException",
            "messaging.queues.[guests.greeted].bindings=greetings.greeted.v1,greetings.waved.v1",
            "messaging.queues.[guests.all].bindings=greetings.#",
            "messaging.queues.[guests.raw].bindings=raw.#",
            "messaging.queues.[guests.forgetful].bindings=forgetful.#",
            "messaging.queues.[guests.forgetful].dead-letter=false",
            "messaging.queues.[guests.forgetful].retry.delays=10ms",
            "spring.rabbitmq.listener.simple.default-requeue-rejected=false"
        })
@WithRabbitMq
@Timeout(60)
abstract class ListenerContract {

    @Autowired
    private EventPublisher events;

    @Autowired
    private VirtualHost virtualHost;

    @Autowired
    private Guests guests;

    @BeforeEach
    void forget() {
        guests.failures.set(0);
        guests.failure = null;
        guests.greeted.clear();
    }

    @Test
    void aListenerGetsItsEvent() throws InterruptedException {
        Greeted event = Greeted.guest(UUID.randomUUID());

        events.publish(event);

        assertThat(guests.greeted.poll(10, TimeUnit.SECONDS)).isEqualTo(event);
    }

    @Test
    void aClassWithSeveralHandlersGetsEachEventByItsType() {
        UUID guest = UUID.randomUUID();

        events.publish(new Thanked(guest));
        events.publish(Greeted.guest(guest));

        await().untilAsserted(() -> assertThat(guests.all).contains("thanked " + guest, "greeted " + guest));
    }

    @Test
    void aPlainClientNeedsJsonAndARoutingKeyOnly() throws InterruptedException {
        UUID guest = UUID.randomUUID();

        send("greetings", "greetings.greeted.v1", "{\"guestId\":\"%s\",\"text\":\"hi\"}".formatted(guest));

        assertThat(guests.greeted.poll(10, TimeUnit.SECONDS)).isEqualTo(new Greeted(guest, "hi", null));
        assertThat(guests.diagnostics.get(guest)).endsWith(" greetings.greeted.v1 " + guest);
    }

    @Test
    void whatSucceedsAtTheSecondAttemptIsNoDeadLetter() throws InterruptedException {
        guests.failures.set(1);
        guests.failure = new IllegalStateException("not yet");

        events.publish(Greeted.guest(UUID.randomUUID()));

        assertThat(guests.greeted.poll(10, TimeUnit.SECONDS)).isNotNull();
        assertThat(guests.failures).hasValue(0);
        assertThat(virtualHost.depth("guests.greeted.dlq")).isZero();
    }

    @Test
    void aFailedMessageRestsInTheDeadLetterQueueWithTheReasonAndItsNeighboursAreHandled() {
        UUID poison = UUID.randomUUID();
        guests.poison = poison;
        Set<Greeted> neighbours = new HashSet<>();
        Stream.generate(() -> Greeted.guest(UUID.randomUUID())).limit(5).forEach(neighbours::add);
        neighbours.forEach(events::publish);
        String id = events.publish(Greeted.guest(poison));
        Stream.generate(() -> Greeted.guest(UUID.randomUUID())).limit(5).forEach(neighbour -> {
            neighbours.add(neighbour);
            events.publish(neighbour);
        });

        Message deadLetter = virtualHost.take("guests.greeted.dlq");

        assertThat(deadLetter.getMessageProperties().getMessageId()).isEqualTo(id);
        assertThat(deadLetter.getBody()).asString().contains(poison.toString());
        assertThat(deadLetter.getMessageProperties().getHeaders())
                .containsAllEntriesOf(Map.of(
                        "cloudEvents_id", id,
                        "cloudEvents_subject", poison.toString(),
                        "failure-type", "java.lang.IllegalStateException",
                        "failure-message", "poisoned",
                        "failure-attempts", 3,
                        "failure-queue", "guests.greeted",
                        "failure-exchange", "greetings",
                        "failure-routing-key", "greetings.greeted.v1",
                        "failure-service", "reception"))
                .containsKeys("failure-first-at", "failure-last-at", "failure-stacktrace");
        // In a group that fails, some are handled a second time.
        await().untilAsserted(() -> assertThat(Set.copyOf(guests.greeted)).isEqualTo(neighbours));
        await().untilAsserted(
                        () -> assertThat(virtualHost.depth("guests.greeted")).isZero());
    }

    @Test
    void whatWaitingDoesNotHealIsDeadLetteredAtOnce() {
        guests.failures.set(1_000);
        guests.failure = new UnsupportedOperationException("never");

        events.publish(Greeted.guest(UUID.randomUUID()));

        assertFailure("guests.greeted.dlq", "java.lang.UnsupportedOperationException", 1);
    }

    @Test
    void aMessageThatIsNoJsonIsDeadLetteredAtOnce() {
        send("greetings", "greetings.greeted.v1", "not json");

        Message deadLetter = assertFailure("guests.greeted.dlq", "com.example.messaging.UnreadableEventException", 1);
        assertThat(deadLetter.getBody()).asString().isEqualTo("not json");
    }

    @Test
    void aMessageOfUnknownTypeIsDeadLetteredAtOnce() {
        send("greetings", "greetings.waved.v1", "{}");

        Message deadLetter = assertFailure("guests.greeted.dlq", "com.example.messaging.UnknownEventTypeException", 1);
        assertThat(deadLetter
                        .getMessageProperties()
                        .getHeader("failure-message")
                        .toString())
                .contains("'greetings.waved.v1' is not known");
    }

    @Test
    void anEventThatTheMethodDoesNotTakeIsDeadLetteredAtOnce() {
        virtualHost
                .admin()
                .declareBinding(new Binding(
                        "guests.greeted",
                        Binding.DestinationType.QUEUE,
                        "greetings",
                        "greetings.thanked.v1",
                        Map.of()));
        try {
            events.publish(new Thanked(UUID.randomUUID()));

            Message deadLetter =
                    assertFailure("guests.greeted.dlq", "com.example.messaging.UnknownEventTypeException", 1);
            assertThat(deadLetter
                            .getMessageProperties()
                            .getHeader("failure-message")
                            .toString())
                    .contains("The listener takes Greeted, but the event is a 'greetings.thanked.v1'");
        } finally {
            virtualHost
                    .admin()
                    .removeBinding(new Binding(
                            "guests.greeted",
                            Binding.DestinationType.QUEUE,
                            "greetings",
                            "greetings.thanked.v1",
                            Map.of()));
        }
    }

    @Test
    void anEventThatNoHandlerOfAClassTakesIsDeadLetteredAtOnce() {
        String id = events.publish(new Left(UUID.randomUUID()));

        await().untilAsserted(() -> {
            Message deadLetter = virtualHost.take("guests.all.dlq");
            assertThat(deadLetter.getMessageProperties().getMessageId()).isEqualTo(id);
            assertThat(deadLetter.getMessageProperties().getHeaders()).containsEntry("failure-attempts", 1);
        });
    }

    @Test
    void aDeadLetterDoesNotExpire() {
        virtualHost
                .template()
                .send(
                        "greetings",
                        "greetings.waved.v1",
                        MessageBuilder.withBody("{}".getBytes(StandardCharsets.UTF_8))
                                .setExpiration("600000")
                                .build());

        assertThat(virtualHost.take("guests.greeted.dlq").getMessageProperties().getExpiration())
                .isNull();
    }

    @Test
    void aClassNameInAMessageIsIgnored() throws InterruptedException {
        UUID guest = UUID.randomUUID();
        virtualHost
                .template()
                .send(
                        "greetings",
                        "greetings.greeted.v1",
                        MessageBuilder.withBody(
                                        "{\"guestId\":\"%s\"}".formatted(guest).getBytes(StandardCharsets.UTF_8))
                                .setHeader("__TypeId__", "java.io.File")
                                .build());

        assertThat(guests.greeted.poll(10, TimeUnit.SECONDS).guestId()).isEqualTo(guest);
    }

    @Test
    void aMessageThatClaimsToBeABatchIsOneMessage() {
        virtualHost
                .template()
                .send(
                        "greetings",
                        "greetings.greeted.v1",
                        MessageBuilder.withBody("no batch".getBytes(StandardCharsets.UTF_8))
                                .setHeader("springBatchFormat", "lengthHeader4")
                                .build());

        assertFailure("guests.greeted.dlq", "com.example.messaging.UnreadableEventException", 1);
    }

    @Test
    void aMethodMayTakeTheBodyAsItIs() {
        send("", "guests.raw", "anything at all");

        await().untilAsserted(() -> assertThat(guests.raw).contains("anything at all"));
    }

    @Test
    void aQueueThatWantsNoDeadLettersLosesWhatFails() {
        send("", "guests.forgetful", "{}");

        // Its own retry settings hold, not the others'.
        await().untilAsserted(() -> assertThat(guests.forgotten).hasValue(2));
        await().untilAsserted(
                        () -> assertThat(virtualHost.depth("guests.forgetful")).isZero());
        assertThat(virtualHost.depth("guests.forgetful.dlq")).isEqualTo(-1);
        assertThat(guests.forgotten).hasValue(2);
    }

    @Test
    void aMessageStaysOnItsQueueWhileItCannotBeDeadLettered() {
        virtualHost.admin().deleteExchange("dead-letters");
        guests.failures.set(1_000);
        guests.failure = new UnsupportedOperationException("never");
        String id = events.publish(Greeted.guest(UUID.randomUUID()));
        await().until(() -> guests.failures.get() < 999);
        assertThat(virtualHost.depth("guests.greeted.dlq")).isZero();

        DirectExchange deadLetters = new DirectExchange("dead-letters");
        virtualHost.admin().declareExchange(deadLetters);
        for (String queue : List.of("guests.greeted", "guests.all", "guests.raw")) {
            virtualHost
                    .admin()
                    .declareBinding(BindingBuilder.bind(new Queue(queue + ".dlq"))
                            .to(deadLetters)
                            .with(queue));
        }

        assertThat(virtualHost.take("guests.greeted.dlq").getMessageProperties().getMessageId())
                .isEqualTo(id);
    }

    @Test
    void logLinesOfAHandlerNameTheEventAndItsKey() throws InterruptedException {
        Greeted event = Greeted.guest(UUID.randomUUID());

        String id = events.publish(event);

        assertThat(guests.greeted.poll(10, TimeUnit.SECONDS)).isEqualTo(event);
        assertThat(guests.diagnostics).containsEntry(event.guestId(), id + " greetings.greeted.v1 " + event.guestId());
    }

    private Message assertFailure(String queue, String type, int attempts) {
        Message deadLetter = virtualHost.take(queue);
        assertThat(deadLetter).isNotNull();
        assertThat(deadLetter.getMessageProperties().getHeaders())
                .containsEntry("failure-type", type)
                .containsEntry("failure-attempts", attempts);
        return deadLetter;
    }

    private void send(String exchange, String routingKey, String body) {
        virtualHost
                .template()
                .send(
                        exchange,
                        routingKey,
                        MessageBuilder.withBody(body.getBytes(StandardCharsets.UTF_8))
                                .build());
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        Guests guests() {
            return new Guests();
        }

        @Bean
        AllGuests allGuests(Guests guests) {
            return new AllGuests(guests);
        }
    }

    static class Guests {

        final BlockingQueue<Greeted> greeted = new LinkedBlockingQueue<>();

        final BlockingQueue<String> all = new LinkedBlockingQueue<>();

        final BlockingQueue<String> raw = new LinkedBlockingQueue<>();

        final Map<UUID, String> diagnostics = new ConcurrentHashMap<>();

        final AtomicInteger failures = new AtomicInteger();

        final AtomicInteger forgotten = new AtomicInteger();

        volatile RuntimeException failure;

        volatile UUID poison;

        @RabbitListener(queues = "guests.greeted")
        void on(Greeted event) {
            diagnostics.put(
                    event.guestId(), MDC.get("eventId") + " " + MDC.get("eventType") + " " + MDC.get("guestId"));
            if (event.guestId().equals(poison)) {
                throw new IllegalStateException("poisoned");
            }
            if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw failure;
            }
            greeted.add(event);
        }

        @RabbitListener(queues = "guests.raw")
        void on(String body) {
            raw.add(body);
        }

        @RabbitListener(queues = "guests.forgetful")
        void forget(byte[] body) {
            forgotten.incrementAndGet();
            throw new IllegalStateException("forget it");
        }
    }

    @RabbitListener(queues = "guests.all")
    static class AllGuests {

        private final Guests guests;

        AllGuests(Guests guests) {
            this.guests = guests;
        }

        @RabbitHandler
        void on(Greeted event) {
            guests.all.add("greeted " + event.guestId());
        }

        @RabbitHandler
        void on(Thanked event) {
            guests.all.add("thanked " + event.guestId());
        }
    }
}
