package com.example.messaging.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.messaging.NonRetryableException;
import com.example.messaging.sample.Application;
import com.example.messaging.sample.Database;
import com.example.messaging.sample.Greeted;
import com.example.messaging.test.RabbitMqBroker;
import com.example.messaging.test.VirtualHost;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** An outage behind a listener does not empty its queue into the dead letters. */
@Timeout(90)
@ExtendWith(OutputCaptureExtension.class)
class KillSwitchIntegrationTests {

    private static final int MESSAGES = 200;

    private final VirtualHost virtualHost = RabbitMqBroker.shared().newVirtualHost();

    private ConfigurableApplicationContext application;

    private Dependent dependent;

    @BeforeEach
    void start() {
        Map<String, Object> settings = new HashMap<>(Database.H2.newProperties());
        settings.put("messaging.queues.[guests.greeted].bindings", "greetings.greeted.v1");
        settings.put("messaging.retry.delays", "");
        settings.put("messaging.listener.kill-switch.window", "10");
        settings.put("messaging.listener.kill-switch.failures", "8");
        settings.put("messaging.listener.kill-switch.min-pause", "300ms");
        application = Application.start(Dependent.class, virtualHost.springProperties(), settings);
        dependent = application.getBean(Dependent.class);
        send("first");
        await().untilAsserted(() -> assertThat(dependent.handled).hasValue(1));
    }

    @AfterEach
    void stop() {
        application.close();
        virtualHost.close();
    }

    @Test
    void aListenerPausesDuringAnOutageAndGoesOnAfterIt(CapturedOutput output) {
        dependent.down = true;
        for (int i = 0; i < MESSAGES; i++) {
            send("guest " + i);
        }

        await().untilAsserted(() -> assertThat(paused()).isEqualTo(1));
        var health = application.getBean(ListenersHealthIndicator.class).health();
        assertThat(health.getStatus()).isEqualTo(Status.UP);
        assertThat(health.getDetails().get("paused").toString()).contains("guests.greeted=", "is down");
        int attempts = dependent.failed.get();
        // One message at a time is tried, with ever longer pauses between them.
        await().untilAsserted(() -> assertThat(dependent.failed.get()).isGreaterThan(attempts));
        dependent.down = false;

        await().untilAsserted(() -> assertThat(dependent.handled.get()).isGreaterThanOrEqualTo(MESSAGES - 20));
        await().untilAsserted(() -> assertThat(dependent.handled.get() + virtualHost.depth("guests.greeted.dlq"))
                .isEqualTo(MESSAGES + 1));
        assertThat(virtualHost.depth("guests.greeted.dlq")).isBetween(8L, 20L);
        assertThat(paused()).isZero();
        assertThat(output)
                .contains("pauses for 300 ms, then tries one message")
                .contains("goes on: a message was handled again");
    }

    @Test
    void messagesThatAreWrongThemselvesDoNotPauseTheListener() {
        for (int i = 0; i < 30; i++) {
            send("wrong");
        }
        await().untilAsserted(() ->
                assertThat(virtualHost.depth("guests.greeted.dlq")).isEqualTo(30));

        assertThat(paused()).isZero();
    }

    private double paused() {
        return application
                .getBean(MeterRegistry.class)
                .get("messaging.listener.paused")
                .tag("queue", "guests.greeted")
                .gauge()
                .value();
    }

    private void send(String text) {
        virtualHost
                .template()
                .convertAndSend(
                        "greetings",
                        "greetings.greeted.v1",
                        "{\"guestId\":\"%s\",\"text\":\"%s\"}"
                                .formatted(UUID.randomUUID(), text)
                                .getBytes());
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Dependent {

        final AtomicInteger handled = new AtomicInteger();

        final AtomicInteger failed = new AtomicInteger();

        volatile boolean down;

        @RabbitListener(queues = "guests.greeted")
        void on(Greeted event) {
            if (event.text().equals("wrong")) {
                throw new NonRetryableException("wrong");
            }
            if (down) {
                failed.incrementAndGet();
                throw new IllegalStateException("what it depends on is down");
            }
            handled.incrementAndGet();
        }
    }
}
