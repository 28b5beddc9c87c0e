package com.example.messaging.unroutable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.messaging.EventPublisher;
import com.example.messaging.sample.Greeted;
import com.example.messaging.sample.Left;
import com.example.messaging.sample.Thanked;
import com.example.messaging.test.VirtualHost;
import com.example.messaging.test.WithRabbitMq;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.amqp.core.Binding;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageBuilder;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.core.TopicExchange;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

/** What becomes of events that no queue wants. */
@SpringBootTest(
        classes = UnroutableIntegrationTests.Application.class,
        properties = {
            "spring.application.name=reception",
            "management.endpoints.web.exposure.include=*",
            "messaging.events.packages=com.example.messaging.sample",
            "messaging.exchanges.greetings=topic",
            "messaging.unroutable.max-length=3"
        })
@WithRabbitMq
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class UnroutableIntegrationTests {

    private static final String QUEUE = "late";

    private final UUID guest = UUID.randomUUID();

    @Autowired
    private EventPublisher events;

    @Autowired
    private VirtualHost virtualHost;

    @Autowired
    private UnroutableEndpoint endpoint;

    @Autowired
    private MeterRegistry metrics;

    @BeforeEach
    void begin() {
        virtualHost.admin().declareQueue(new Queue(QUEUE));
        // So that the watch has a connection to come with.
        events.publish(new Left(guest));
        await().untilAsserted(() -> assertThat(virtualHost.depth("unroutable")).isPositive());
        virtualHost.admin().purgeQueue("unroutable");
    }

    @AfterEach
    void unbind() {
        virtualHost.admin().deleteQueue(QUEUE);
        virtualHost.admin().deleteExchange("parties");
    }

    @Test
    void anEventThatNoQueueWantsRestsAndIsToldOf(CapturedOutput output) {
        double before = metrics.get("messaging.unroutable").counter().count();

        String id = events.publish(Greeted.guest(guest));

        await().untilAsserted(() -> assertThat(
                        metrics.get("messaging.unroutable").counter().count())
                .isEqualTo(before + 1));
        assertThat(output)
                .contains(
                        "No queue is bound to exchange 'greetings' for event %s of type greetings.greeted.v1; it rests in queue 'unroutable'"
                                .formatted(id));
        Message resting = virtualHost.take("unroutable");
        assertThat(resting.getMessageProperties().getMessageId()).isEqualTo(id);
    }

    @Test
    void theOldestMakeRoomAndThatIsToldOf(CapturedOutput output) {
        double before = metrics.get("messaging.unroutable.dropped").counter().count();
        String oldest = events.publish(Greeted.guest(guest));
        List<String> newest = List.of(
                events.publish(new Thanked(guest)), events.publish(new Left(guest)), events.publish(new Left(guest)));

        await().untilAsserted(() -> assertThat(
                        metrics.get("messaging.unroutable.dropped").counter().count())
                .isGreaterThan(before));
        assertThat(output)
                .containsPattern(
                        "ERROR .*The queue 'unroutable' is full with 3 events that no queue wanted: the oldest make room");
        await().untilAsserted(() -> assertThat(ids()).isEqualTo(newest).doesNotContain(oldest));
    }

    @Test
    void lookingLeavesAllInTheirOrderHoweverOftenAndTellsWhereTheyWerePublishedTo() {
        List<String> ids = publishThree();

        for (int i = 0; i < 30; i++) {
            int limit = i % 3 + 1;
            assertThat(ids(limit)).isEqualTo(ids.subList(0, limit));
        }

        assertThat(ids()).isEqualTo(ids);
        assertThat(resting(1)).singleElement().satisfies(event -> {
            assertThat(event.exchange()).isEqualTo("greetings");
            assertThat(event.routingKey()).isEqualTo("greetings.greeted.v1");
            assertThat(event.type()).isEqualTo("greetings.greeted.v1");
            assertThat(event.source()).isEqualTo("/reception");
            assertThat(event.subject()).isEqualTo(guest.toString());
        });
        assertThat(body(endpoint.look(1))).containsEntry("count", 3L);
    }

    @Test
    void whatIsSentAgainArrivesAsItWasPublished() {
        List<String> ids = publishThree();
        bind("greetings", "greetings.#");

        Map<String, Object> answer = body(endpoint.resend(null));

        assertThat(answer).isEqualTo(Map.of("sent", 3, "refused", 0, "reason", "", "remaining", 0L));
        for (int i = 0; i < 3; i++) {
            MessageProperties message = virtualHost.take(QUEUE).getMessageProperties();
            assertThat(message.getMessageId()).isEqualTo(ids.get(i));
            assertThat(message.getReceivedExchange()).isEqualTo("greetings");
            assertThat(message.getReceivedRoutingKey())
                    .isEqualTo(message.getType())
                    .startsWith("greetings.");
            assertThat(message.getHeaders().keySet()).noneMatch(header -> header.startsWith("x-"));
        }
    }

    @Test
    void whatStillNoQueueWantsRestsAgain() {
        List<String> ids = publishThree();

        Map<String, Object> answer = body(endpoint.resend(null));

        assertThat(answer).containsEntry("remaining", 3L);
        await().untilAsserted(() -> assertThat(ids()).isEqualTo(ids));
    }

    @Test
    void sendingATypeAgainTouchesNoOther() {
        List<String> ids = publishThree();
        bind("greetings", "greetings.#");

        Map<String, Object> answer = body(endpoint.resend("greetings.thanked.v1"));

        assertThat(answer).containsEntry("sent", 1).containsEntry("remaining", 2L);
        assertThat(virtualHost.take(QUEUE).getMessageProperties().getMessageId())
                .isEqualTo(ids.get(1));
        assertThat(virtualHost.depth(QUEUE)).isZero();
        assertThat(ids()).containsExactly(ids.get(0), ids.get(2));
    }

    @Test
    void anEventWhoseExchangeIsGoneDoesNotHoldBackTheOthers() {
        virtualHost
                .admin()
                .declareExchange(new TopicExchange("parties", true, false, Map.of("alternate-exchange", "unroutable")));
        virtualHost
                .template()
                .send(
                        "parties",
                        "parties.over.v1",
                        MessageBuilder.withBody("{}".getBytes(StandardCharsets.UTF_8))
                                .setMessageId("lost")
                                .build());
        await().untilAsserted(() -> assertThat(ids()).containsExactly("lost"));
        String id = events.publish(Greeted.guest(guest));
        virtualHost.admin().deleteExchange("parties");
        bind("greetings", "greetings.#");

        Map<String, Object> answer = body(endpoint.resend(null));

        assertThat(answer).containsEntry("sent", 1).containsEntry("refused", 1).containsEntry("remaining", 1L);
        assertThat(answer.get("reason")).asString().contains("The exchange 'parties' does not exist");
        assertThat(virtualHost.take(QUEUE).getMessageProperties().getMessageId())
                .isEqualTo(id);
        assertThat(ids()).containsExactly("lost");
    }

    private List<String> publishThree() {
        List<String> ids = List.of(
                events.publish(Greeted.guest(guest)),
                events.publish(new Thanked(guest)),
                events.publish(new Left(guest)));
        await().untilAsserted(() -> assertThat(virtualHost.depth("unroutable")).isEqualTo(3));
        return ids;
    }

    private void bind(String exchange, String routingKey) {
        virtualHost
                .admin()
                .declareBinding(new Binding(QUEUE, Binding.DestinationType.QUEUE, exchange, routingKey, Map.of()));
    }

    private static Map<String, Object> body(WebEndpointResponse<Map<String, ?>> answer) {
        return new HashMap<>(answer.getBody());
    }

    private List<String> ids() {
        return ids(10);
    }

    private List<String> ids(int limit) {
        return resting(limit).stream().map(UnroutableEndpoint.Resting::id).toList();
    }

    private List<UnroutableEndpoint.Resting> resting(int limit) {
        return ((List<?>) body(endpoint.look(limit)).get("events"))
                .stream().map(UnroutableEndpoint.Resting.class::cast).toList();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}
}
