package com.example.messaging.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.messaging.EventPublisher;
import com.example.messaging.sample.Database;
import com.example.messaging.sample.Greeted;
import com.example.messaging.sample.Left;
import com.example.messaging.sample.Thanked;
import com.example.messaging.test.VirtualHost;
import com.example.messaging.test.WithRabbitMq;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.MDC;
import org.springframework.amqp.core.MessageBuilder;
import org.springframework.amqp.rabbit.annotation.RabbitHandler;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** What can be read back of what happened, and replayed. */
@SpringBootTest(
        classes = AuditTrailIntegrationTests.Application.class,
        properties = {
            "spring.application.name=reception",
            "management.endpoints.web.exposure.include=*",
            "messaging.events.packages=com.example.messaging.sample",
            "messaging.exchanges.greetings=topic",
            "messaging.exchanges.questions.alternate=false",
            "messaging.queues.[guests.greeted].bindings=greetings.greeted.v1,greetings.thanked.v1",
            "messaging.queues.[guests.rebuilt].bindings=greetings.greeted.v1",
            "messaging.queues.[guests.questions].bindings=questions.asked.v1",
            "messaging.audit.enabled=true",
            "messaging.audit.bindings=greetings.of-others.v1"
        })
@WithRabbitMq
@Timeout(90)
class AuditTrailIntegrationTests {

    private static final String QUEUE = "guests.greeted";

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry registry) {
        Database.H2.addTo(registry);
    }

    @Autowired
    private EventPublisher events;

    @Autowired
    private AuditEndpoint endpoint;

    @Autowired
    private VirtualHost virtualHost;

    @Autowired
    private Application.Guests guests;

    private final UUID guest = UUID.randomUUID();

    /** Where the stream ends before the test. */
    private long begin;

    @BeforeEach
    void begin() {
        begin = number(read(null, 1_000), "end");
        guests.handled.clear();
    }

    @Test
    void whatQueuesTakeAndWhatNoQueueWantsIsKeptInItsOrderAndOnce() {
        // One that two queues take, one that one takes, one that none wants.
        List<String> ids = List.of(
                events.publish(Greeted.guest(guest)),
                events.publish(new Thanked(guest)),
                events.publish(new Left(guest)));

        List<AuditedEvent> kept = kept(3);

        assertThat(kept).extracting(AuditedEvent::id).containsExactlyElementsOf(ids);
        assertThat(kept)
                .extracting(AuditedEvent::type)
                .containsExactly("greetings.greeted.v1", "greetings.thanked.v1", "greetings.left.v1");
        assertThat(kept).allSatisfy(event -> {
            assertThat(event.exchange()).isEqualTo("greetings");
            assertThat(event.routingKey()).isEqualTo(event.type());
            assertThat(event.key()).isEqualTo(guest.toString());
            assertThat(event.source()).isEqualTo("/reception");
            assertThat(event.time()).isNotNull();
            assertThat(event.body()).contains(guest.toString());
        });
        await().untilAsserted(() -> assertThat(virtualHost.depth("unroutable")).isPositive());
    }

    @Test
    void whatOnlyQueuesOfOthersTakeIsKeptIfABindingSaysSo() {
        send("greetings", "greetings.of-others.v1", "{}");

        assertThat(kept(1)).extracting(AuditedEvent::routingKey).containsExactly("greetings.of-others.v1");
    }

    /** Whoever asks hears at once that nobody is there to answer: nothing else may take the question. */
    @Test
    void whatIsPublishedToAnExchangeWithoutAlternateIsNotKept() {
        send("questions", "questions.asked.v1", "{}");
        String id = events.publish(new Thanked(guest));

        assertThat(kept(1)).extracting(AuditedEvent::id).containsExactly(id);
    }

    @Test
    void attemptsAndReplaysAreNotKept() {
        guests.failing = true;
        String id = events.publish(new Thanked(guest));
        await().untilAsserted(() -> assertThat(guests.handled).contains(id));
        guests.failing = false;
        await().untilAsserted(
                        () -> assertThat(guests.handled).filteredOn(id::equals).hasSize(2));

        assertThat(kept(1)).extracting(AuditedEvent::id).containsExactly(id);
        assertThat(number(replay(QUEUE, begin, null, false), "replayed")).isEqualTo(1);

        assertThat(events(read(begin, 10))).hasSize(1);
    }

    @Test
    void aTypeAPatternAndAKeyAreFound() {
        UUID other = UUID.randomUUID();
        String greeted = events.publish(Greeted.guest(guest));
        String thanked = events.publish(new Thanked(guest));
        String another = events.publish(Greeted.guest(other));
        kept(3);

        assertThat(ids(read(begin, "greetings.greeted.v1", null))).containsExactlyInAnyOrder(greeted, another);
        assertThat(ids(read(begin, "*.thanked.*", null))).containsExactly(thanked);
        assertThat(ids(read(begin, null, guest.toString()))).containsExactly(greeted, thanked);
        assertThat(ids(read(begin, "greetings.greeted.v1", other.toString()))).containsExactly(another);
        assertThat(ids(read(begin, "nothing", null))).isEmpty();
    }

    @Test
    void aReplayLeavesOutWhatTheQueueIsNotBoundTo() {
        events.publish(new Thanked(guest));
        String greeted = events.publish(Greeted.guest(guest));
        events.publish(new Left(guest));
        kept(3);
        await().untilAsserted(() -> assertThat(guests.handled).hasSize(2));
        virtualHost.admin().purgeQueue("guests.rebuilt");

        assertThat(replay("guests.rebuilt", begin, null, false)).containsEntry("replayed", 1);

        assertThat(virtualHost.take("guests.rebuilt").getMessageProperties().getMessageId())
                .isEqualTo(greeted);
        assertThat(virtualHost.depth("guests.rebuilt")).isZero();
    }

    /** A device that sends bare JSON sends no subject. */
    @Test
    void theKeyOfABareMessageIsFoundInItsBody() {
        send("greetings", "greetings.greeted.v1", "{\"guestId\":\"%s\",\"text\":\"hi\"}".formatted(guest));
        send("greetings", "greetings.greeted.v1", "no JSON");
        kept(2);

        assertThat(events(read(begin, null, guest.toString()))).singleElement().satisfies(event -> {
            assertThat(event.key()).isEqualTo(guest.toString());
            assertThat(event.source()).isEqualTo("unknown");
            assertThat(event.time()).isNull();
        });
    }

    @Test
    void pagesFollowOneAnotherWithoutGapsUpToTheEndOfTheFirst() {
        List<String> ids = IntStream.range(0, 25)
                .mapToObj(i -> events.publish(new Thanked(guest)))
                .toList();
        kept(25);

        List<String> seen = new ArrayList<>();
        Map<String, Object> page = read(begin, 10);
        long end = number(page, "end");
        // What comes meanwhile is not of this range.
        events.publish(new Thanked(guest));
        seen.addAll(ids(page));
        int pages = 1;
        while (page.get("complete").equals(false)) {
            page = body(endpoint.read(number(page, "next"), null, null, end, null, null, 10));
            seen.addAll(ids(page));
            pages++;
        }

        assertThat(seen).isEqualTo(ids);
        assertThat(pages).isEqualTo(3);
    }

    @Test
    void aRangeOfTimeIsFound() {
        events.publish(new Thanked(guest));
        kept(1);
        Instant from = nextSecondButOne();
        List<String> ids = List.of(events.publish(new Thanked(guest)), events.publish(Greeted.guest(guest)));
        kept(3);
        Instant until = nextSecondButOne();
        String late = events.publish(new Thanked(guest));
        kept(4);

        assertThat(ids(read(from, until))).isEqualTo(ids);
        assertThat(ids(read(from, null))).endsWith(late).hasSize(3);
        assertThat(ids(read(null, from))).doesNotContainAnyElementsOf(ids).isNotEmpty();
        assertThat(ids(read(until.plusSeconds(3600), null))).isEmpty();
        assertThat(ids(read(from, until.plusSeconds(3600)))).hasSize(3);
    }

    @Test
    void anOffsetBehindTheEndIsNoEventYet() {
        assertThat(read(1_000_000_000L, 10)).containsEntry("complete", true).containsEntry("events", List.of());
    }

    @Test
    void aReplayGoesToOneQueueWhichKnowsWhatItHasHandled() {
        String id = events.publish(Greeted.guest(guest));
        await().untilAsserted(() -> assertThat(guests.handled).containsExactly(id));
        virtualHost.admin().purgeQueue("guests.rebuilt");

        Map<String, Object> answer = replay("guests.rebuilt", begin, null, false);

        assertThat(answer)
                .containsEntry("replayed", 1)
                .containsEntry("refused", 0)
                .containsEntry("complete", true);
        var message = virtualHost.take("guests.rebuilt").getMessageProperties();
        assertThat(message.getMessageId()).isEqualTo(id);
        assertThat(message.getHeaders().keySet()).noneMatch(header -> header.startsWith("x-"));

        replay(QUEUE, begin, null, false);
        String next = events.publish(new Thanked(guest));

        await().untilAsserted(() -> assertThat(guests.handled).contains(next));
        assertThat(guests.handled).containsExactly(id, next);
    }

    @Test
    void aConsumerIsRebuiltByHandlingItsRangeAgain() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            ids.add(events.publish(new Thanked(guest)));
        }
        String other = events.publish(Greeted.guest(guest));
        await().untilAsserted(() -> assertThat(guests.handled).hasSize(601).contains(other));
        guests.handled.clear();

        assertThat(replay(QUEUE, begin, "greetings.thanked.v1", true))
                .containsEntry("forgotten", 600)
                .containsEntry("complete", true);
        assertThat(virtualHost.depth(QUEUE)).isZero();
        Map<String, Object> answer = replay(QUEUE, begin, "greetings.thanked.v1", false);

        assertThat(answer).containsEntry("replayed", 600).containsEntry("complete", true);
        await().untilAsserted(() -> assertThat(guests.handled).hasSize(600));
        // Broken off and repeated, it has no second effect.
        replay(QUEUE, begin, "greetings.thanked.v1", false);
        String next = events.publish(Greeted.guest(guest));
        await().untilAsserted(() -> assertThat(guests.handled).contains(next));
        ids.add(next);
        assertThat(guests.handled).isEqualTo(ids);
    }

    @Test
    void aBareMessageIsKnownAfterItsReplay() {
        send("greetings", "greetings.thanked.v1", "{\"guestId\":\"%s\"}".formatted(guest));
        await().untilAsserted(() -> assertThat(guests.handled).hasSize(1));

        replay(QUEUE, begin, null, false);
        String next = events.publish(new Thanked(guest));

        await().untilAsserted(() -> assertThat(guests.handled).contains(next));
        assertThat(guests.handled).hasSize(2);
        assertThat(virtualHost.depth(QUEUE + ".dlq")).isZero();
    }

    @Test
    void whatIsRefusedIsToldAndCanBeGoneOnWith() {
        events.publish(Greeted.guest(guest));
        long first = kept(1).get(0).offset();
        virtualHost.admin().deleteQueue("guests.rebuilt");

        Map<String, Object> answer = replay("guests.rebuilt", begin, null, false);

        assertThat(answer)
                .containsEntry("replayed", 0)
                .containsEntry("refused", 1)
                .containsEntry("complete", false)
                .containsEntry("next", first);
        assertThat(answer.get("reason")).asString().contains("No queue is bound");
        virtualHost.admin().declareQueue(new org.springframework.amqp.core.Queue("guests.rebuilt"));
    }

    @Test
    void aRequestThatIsWrongSaysWhatIsWrong() {
        assertThat(refusal(endpoint.read(1L, "2026-01-31T12:00:00Z", null, null, null, null, null)))
                .isEqualTo("Either 'offset' or 'from', not both");
        assertThat(refusal(endpoint.read(null, "yesterday", null, null, null, null, null)))
                .isEqualTo("'from' must be a time as in 2026-01-31T12:00:00Z");
        assertThat(refusal(endpoint.read(-1L, null, null, null, null, null, null)))
                .isEqualTo("An offset is a number from 0 on");
        assertThat(refusal(endpoint.replay("nowhere", true, null, null, null, null, null, null, null)))
                .isEqualTo(
                        "This service has no queue 'nowhere'; it has [guests.greeted, guests.questions, guests.rebuilt]");
        assertThat(refusal(endpoint.replay(QUEUE, null, null, null, null, null, null, null, true)))
                .contains("'all': true");
    }

    private Map<String, Object> read(Long offset, int limit) {
        return body(endpoint.read(offset, null, null, null, null, null, limit));
    }

    private Map<String, Object> read(Long offset, String type, String key) {
        return body(endpoint.read(offset, null, null, null, type, key, 100));
    }

    private Map<String, Object> read(Instant from, Instant until) {
        return body(endpoint.read(
                null,
                from == null ? null : from.toString(),
                until == null ? null : until.toString(),
                null,
                null,
                null,
                1_000));
    }

    private Map<String, Object> replay(String queue, Long offset, String type, boolean forget) {
        return body(endpoint.replay(queue, null, offset, null, null, null, type, null, forget));
    }

    /** The events of this test, once they are there. */
    private List<AuditedEvent> kept(int count) {
        return await().until(() -> events(read(begin, 1_000)), kept -> kept.size() >= count);
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

    /** A time with a whole second on both sides in which nothing is published. */
    private static Instant nextSecondButOne() {
        Instant begun = Instant.now();
        Instant time = begun.plusSeconds(2);
        await().pollInterval(Duration.ofMillis(100)).until(() -> Instant.now().isAfter(time.plusSeconds(1)));
        return time;
    }

    private static long number(Map<String, Object> answer, String name) {
        return ((Number) answer.get(name)).longValue();
    }

    private static List<String> ids(Map<String, Object> answer) {
        return events(answer).stream().map(AuditedEvent::id).toList();
    }

    private static List<AuditedEvent> events(Map<String, Object> answer) {
        return ((List<?>) answer.get("events"))
                .stream().map(AuditedEvent.class::cast).toList();
    }

    private static Map<String, Object> body(WebEndpointResponse<Map<String, ?>> answer) {
        assertThat(answer.getStatus()).as(String.valueOf(answer.getBody())).isEqualTo(200);
        return new HashMap<>(answer.getBody());
    }

    private static String refusal(WebEndpointResponse<Map<String, ?>> answer) {
        assertThat(answer.getStatus()).isEqualTo(400);
        return String.valueOf(answer.getBody().get("error"));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        Guests guests() {
            return new Guests();
        }

        @RabbitListener(id = QUEUE, queues = QUEUE)
        static class Guests {

            final List<String> handled = new CopyOnWriteArrayList<>();

            volatile boolean failing;

            @RabbitHandler
            void on(Greeted event) {
                handle();
            }

            @RabbitHandler
            void on(Thanked event) {
                handle();
            }

            private void handle() {
                handled.add(MDC.get("eventId"));
                if (failing) {
                    throw new IllegalStateException("not yet");
                }
            }
        }
    }
}
