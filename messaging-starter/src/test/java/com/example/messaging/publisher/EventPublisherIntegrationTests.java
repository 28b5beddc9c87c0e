package com.example.messaging.publisher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.example.messaging.BrokerUnavailableException;
import com.example.messaging.EventPublisher;
import com.example.messaging.EventRefusedException;
import com.example.messaging.UnknownEventTypeException;
import com.example.messaging.UnroutableEventException;
import com.example.messaging.sample.Greeted;
import com.example.messaging.sample.Thanked;
import com.example.messaging.test.BrokerLink;
import com.example.messaging.test.VirtualHost;
import com.example.messaging.test.WithRabbitMq;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.amqp.core.Message;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;

@SpringBootTest(
        classes = EventPublisherIntegrationTests.Application.class,
        properties = {
            "spring.application.name=reception",
            "messaging.events.packages=com.example.messaging.sample,com.example.messaging.publisher",
            "messaging.exchanges.greetings=topic",
            "messaging.exchanges.strict.alternate=false",
            "messaging.queues.[guests.greeted].bindings=greetings.greeted.v1",
            "messaging.queues.full.bindings=full.added.v1",
            "messaging.queues.full.arguments.x-max-length=1",
            "messaging.publisher.timeout=1500ms"
        })
@WithRabbitMq(breakable = true)
@Timeout(60)
class EventPublisherIntegrationTests {

    private static final UUID GUEST = UUID.randomUUID();

    @Autowired
    private EventPublisher events;

    @Autowired
    private VirtualHost virtualHost;

    @Autowired
    private BrokerLink link;

    @AfterEach
    void mend() {
        link.restore();
        await().ignoreExceptions().untilAsserted(() -> events.publish(new Thanked(GUEST)));
        virtualHost.admin().purgeQueue("guests.greeted");
    }

    @Test
    void theBrokerHasTheEventWhenPublishReturns() {
        String id = events.publish(Greeted.guest(GUEST));

        Message message = virtualHost.take("guests.greeted");
        assertThat(message.getMessageProperties().getMessageId()).isEqualTo(id);
        assertThat(message.getMessageProperties().getReceivedExchange()).isEqualTo("greetings");
        assertThat(message.getMessageProperties().getReceivedRoutingKey()).isEqualTo("greetings.greeted.v1");
        assertThat(message.getMessageProperties().getHeaders())
                .containsEntry("cloudEvents_type", "greetings.greeted.v1")
                .containsEntry("cloudEvents_source", "/reception")
                .allSatisfy((name, value) -> assertThat(name + "=" + value)
                        .doesNotContain("com.example")
                        .doesNotStartWith("x-"));
    }

    @Test
    void anEventThatNoQueueWantsRestsInTheUnroutableQueue() {
        virtualHost.admin().purgeQueue("unroutable");

        String id = events.publish(new Thanked(GUEST));

        assertThat(virtualHost.take("unroutable").getMessageProperties().getMessageId())
                .isEqualTo(id);
    }

    @Test
    void anEventThatNothingWouldKeepIsAnError() {
        assertThatExceptionOfType(UnroutableEventException.class)
                .isThrownBy(() -> events.publish(new Ignored(GUEST)))
                .withMessageContaining("No queue is bound to exchange 'strict' for routing key 'strict.ignored.v1'");
    }

    @RepeatedTest(200) // the broker's answer must win whenever it comes: before, while or after the wait begins
    void aMissingExchangeIsAnErrorThatNamesIt() {
        assertThatExceptionOfType(UnroutableEventException.class)
                .isThrownBy(() -> events.publish(new Homeless(GUEST)))
                .withMessageContaining("The exchange 'nowhere' does not exist");
    }

    @Test
    void aFullQueueIsAnErrorOfItsOwn() {
        assertThatExceptionOfType(EventRefusedException.class)
                .isThrownBy(() -> IntStream.range(0, 50).forEach(i -> events.publish(new Added(GUEST))))
                .withMessageContaining("a queue is full");
    }

    @Test
    void aClassThatIsNoEventIsAnErrorOfItsOwn() {
        assertThatExceptionOfType(UnknownEventTypeException.class).isThrownBy(() -> events.publish("hello"));
    }

    @Test
    void aBrokerThatIsDownIsToldInTimeAndFoundAgain() {
        events.publish(Greeted.guest(GUEST));
        link.cut();

        assertUnavailableInTime();

        link.restore();
        await().ignoreExceptions().untilAsserted(() -> events.publish(Greeted.guest(GUEST)));
    }

    @Test
    void aBrokerThatHangsIsToldInTimeToManyCallersAtOnce() {
        events.publish(Greeted.guest(GUEST));
        link.hang();

        CompletableFuture.allOf(IntStream.range(0, 40)
                        .mapToObj(i -> CompletableFuture.runAsync(
                                this::assertUnavailableInTime, task -> new Thread(task).start()))
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    @Test
    void aBrokerThatHangsWhileConnectingIsToldInTime() {
        link.cut();
        assertUnavailableInTime();
        link.restore();
        link.hang();

        assertUnavailableInTime();
    }

    private void assertUnavailableInTime() {
        // Without the bound it is 10 seconds for the handshake, and minutes for the rest.
        assertTimeoutPreemptively(
                Duration.ofSeconds(6),
                () -> assertThatExceptionOfType(BrokerUnavailableException.class)
                        .isThrownBy(() -> events.publish(Greeted.guest(GUEST))));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}
}
