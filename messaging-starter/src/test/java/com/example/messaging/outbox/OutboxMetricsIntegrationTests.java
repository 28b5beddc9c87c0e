package com.example.messaging.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.messaging.EventPublisher;
import com.example.messaging.Schedule;
import com.example.messaging.sample.Application;
import com.example.messaging.sample.Database;
import com.example.messaging.sample.Greeted;
import com.example.messaging.sample.Thanked;
import com.example.messaging.test.BrokerLink;
import com.example.messaging.test.RabbitMqBroker;
import com.example.messaging.test.VirtualHost;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.amqp.rabbit.annotation.RabbitHandler;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** What operators can measure, under the names that the documentation gives. */
@Timeout(90)
class OutboxMetricsIntegrationTests {

    @Test
    void metersTellOfOutboxAndListeners() {
        Map<String, Object> settings = new HashMap<>(Database.H2.newProperties());
        settings.put(
                "messaging.queues.[guests.greeted].bindings",
                "greetings.greeted.v1,greetings.thanked.v1,greetings.odd");
        settings.put("messaging.retry.delays", "50ms");
        try (VirtualHost virtualHost = RabbitMqBroker.shared().newVirtualHost();
                BrokerLink link = virtualHost.broker().newLink();
                ConfigurableApplicationContext application =
                        Application.start(Greeter.class, virtualHost.springProperties(link), settings)) {
            MeterRegistry meters = application.getBean(MeterRegistry.class);
            EventPublisher events = application.getBean(EventPublisher.class);

            events.publish(Greeted.guest(UUID.randomUUID()));
            events.publish(new Thanked(UUID.randomUUID()));
            virtualHost.template().convertAndSend("greetings", "greetings.odd", "{}".getBytes());
            byte[] twice = "{\"guestId\":\"%s\"}".formatted(UUID.randomUUID()).getBytes();
            virtualHost.template().convertAndSend("greetings", "greetings.greeted.v1", twice);
            virtualHost.template().convertAndSend("greetings", "greetings.greeted.v1", twice);

            await().ignoreExceptions().untilAsserted(() -> {
                assertThat(messages(meters, "greetings.greeted.v1", "handled")).isEqualTo(2);
                assertThat(messages(meters, "greetings.greeted.v1", "duplicate"))
                        .isEqualTo(1);
                assertThat(messages(meters, "greetings.thanked.v1", "retried")).isEqualTo(1);
                assertThat(messages(meters, "greetings.thanked.v1", "dead-lettered"))
                        .isEqualTo(1);
                // What the catalogue does not know is no value of a tag.
                assertThat(messages(meters, "unknown", "dead-lettered")).isEqualTo(1);
            });
            assertThat(meters.get("messaging.latency")
                            .tag("queue", "guests.greeted")
                            .tag("type", "greetings.greeted.v1")
                            .timer()
                            .count())
                    .isEqualTo(1);
            await().ignoreExceptions()
                    .untilAsserted(() -> assertThat(meters.get("messaging.outbox.relayed")
                                    .counter()
                                    .count())
                            .isEqualTo(2));
            assertThat(meters.get("messaging.outbox.batch.size").summary().totalAmount())
                    .isEqualTo(2);
            assertThat(meters.get("messaging.outbox.confirm").timer().count()).isPositive();

            link.cut();
            events.publish(Greeted.guest(UUID.randomUUID()));
            events.publish(Greeted.guest(UUID.randomUUID()), Schedule.after(Duration.ofHours(1)));
            application.getBean(Backlog.class).count();
            await().ignoreExceptions().untilAsserted(() -> {
                assertThat(gauge(meters, "messaging.outbox.backlog")).isEqualTo(1);
                assertThat(gauge(meters, "messaging.outbox.scheduled")).isEqualTo(1);
                assertThat(gauge(meters, "messaging.outbox.oldest.age")).isPositive();
                assertThat(gauge(meters, "messaging.outbox.refused")).isZero();
            });
        }
    }

    private static double messages(MeterRegistry meters, String type, String outcome) {
        return meters.get("messaging.messages")
                .tag("queue", "guests.greeted")
                .tag("type", type)
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    private static double gauge(MeterRegistry meters, String name) {
        return meters.get(name).gauge().value();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @RabbitListener(queues = "guests.greeted")
    static class Greeter {

        @RabbitHandler
        void on(Greeted event) {}

        @RabbitHandler
        void on(Thanked event) {
            throw new IllegalStateException("never");
        }
    }
}
