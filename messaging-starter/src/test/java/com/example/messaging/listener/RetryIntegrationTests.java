package com.example.messaging.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.messaging.sample.Application;
import com.example.messaging.sample.Greeted;
import com.example.messaging.test.RabbitMqBroker;
import com.example.messaging.test.VirtualHost;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageBuilder;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** Where a failed message waits for its next attempt, and when it is given up. */
@Timeout(90)
class RetryIntegrationTests {

    private final VirtualHost virtualHost = RabbitMqBroker.shared().newVirtualHost();

    private ConfigurableApplicationContext application;

    private Failing failing;

    @AfterEach
    void stop() {
        application.close();
        virtualHost.close();
    }

    private void start(String... settings) {
        Map<String, Object> all = new HashMap<>();
        all.put("messaging.queues.[guests.greeted].bindings", "greetings.greeted.v1");
        all.put("messaging.queues.[guests.other].bindings", "greetings.greeted.v1");
        Stream.of(settings).map(setting -> setting.split("=", 2)).forEach(setting -> all.put(setting[0], setting[1]));
        application = Application.start(Failing.class, virtualHost.springProperties(), all);
        failing = application.getBean(Failing.class);
    }

    @Test
    void aFailedMessageWaitsOnTheBrokerAndTheOthersGoOn() {
        start("messaging.retry.delays=1h");

        send("fails");
        send("works");

        await().untilAsserted(() -> assertThat(failing.handled).hasValue(1));
        Message waiting = virtualHost.take("retry.1h");
        assertThat(waiting.getMessageProperties().getHeaders())
                .containsEntry("retry-attempts", 1)
                .containsEntry("origin-exchange", "greetings")
                .containsEntry("origin-routing-key", "greetings.greeted.v1");
        assertThat(waiting.getMessageProperties().getReceivedRoutingKey()).isEqualTo("guests.greeted");
        assertThat(waiting.getBody()).asString().contains("fails");
    }

    @Test
    void eachAttemptHasItsDelayAndTheLastEndsInTheDeadLetters() {
        start("messaging.retry.delays=100ms,200ms");

        send("fails");

        Message deadLetter = virtualHost.take("guests.greeted.dlq");
        assertThat(failing.attempts).hasValue(3);
        assertThat(deadLetter.getMessageProperties().getHeaders())
                .containsEntry("failure-attempts", 3)
                .containsEntry("failure-exchange", "greetings")
                .containsEntry("failure-routing-key", "greetings.greeted.v1")
                .doesNotContainKeys("retry-attempts", "retry-first-at");
        assertThat(deadLetter
                        .getMessageProperties()
                        .getHeader("failure-first-at")
                        .toString())
                .isLessThan(deadLetter.getMessageProperties().getHeader("failure-last-at"));
        // Only the queue that it failed on saw it again.
        assertThat(virtualHost.depth("guests.other")).isEqualTo(1);
    }

    @Test
    void withMoreAttemptsThanDelaysTheLastDelayRepeats() {
        start("messaging.retry.delays=50ms", "messaging.retry.max-attempts=5");

        send("fails");

        assertThat(virtualHost.take("guests.greeted.dlq").getMessageProperties().getHeaders())
                .containsEntry("failure-attempts", 5);
    }

    @Test
    void aQueueCanHaveItsOwnRetry() {
        start("messaging.retry.delays=1h", "messaging.queues.[guests.greeted].retry.delays=");

        send("fails");

        assertThat(virtualHost.take("guests.greeted.dlq").getMessageProperties().getHeaders())
                .containsEntry("failure-attempts", 1);
    }

    @Test
    void aMessageStaysOnItsQueueWhileItCannotWaitElsewhere() {
        start("messaging.retry.delays=100ms", "messaging.retry.max-attempts=1000");
        // The first use of a connection declares everything, so that comes before.
        send("fails");
        await().untilAsserted(() -> assertThat(failing.attempts.get()).isGreaterThan(1));
        failing.works = true;
        await().untilAsserted(() -> assertThat(failing.handled).hasValue(1));
        failing.works = false;
        virtualHost.admin().deleteExchange("retry.100ms");
        int before = failing.attempts.get();

        send("fails");
        await().untilAsserted(() -> assertThat(failing.attempts.get()).isGreaterThan(before + 1));
        failing.works = true;

        await().untilAsserted(() -> assertThat(failing.handled).hasValue(2));
        assertThat(virtualHost.depth("guests.greeted.dlq")).isZero();
    }

    @Test
    void whatIsNoFailureOfTheMessageIsNoAttempt() {
        start("messaging.retry.delays=");

        send("interrupted");

        // A handler that throws InterruptedException by itself has failed, and nobody stops.
        assertThat(virtualHost.take("guests.greeted.dlq").getMessageProperties().getHeaders())
                .containsEntry("failure-type", "java.lang.InterruptedException");
        send("works");
        await().untilAsserted(() -> assertThat(failing.handled).hasValue(1));
    }

    private void send(String text) {
        virtualHost
                .template()
                .send(
                        "greetings",
                        "greetings.greeted.v1",
                        MessageBuilder.withBody("{\"guestId\":\"%s\",\"text\":\"%s\"}"
                                        .formatted(UUID.randomUUID(), text)
                                        .getBytes(StandardCharsets.UTF_8))
                                .build());
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Failing {

        final AtomicInteger attempts = new AtomicInteger();

        final AtomicInteger handled = new AtomicInteger();

        volatile boolean works;

        @RabbitListener(queues = "guests.greeted")
        void on(Greeted event) throws InterruptedException {
            attempts.incrementAndGet();
            if (event.text().equals("interrupted")) {
                throw new InterruptedException("by itself");
            }
            if (event.text().equals("fails") && !works) {
                throw new IllegalStateException("not now");
            }
            handled.incrementAndGet();
        }
    }
}
