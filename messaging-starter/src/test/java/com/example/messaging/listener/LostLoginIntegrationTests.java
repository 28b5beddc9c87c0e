package com.example.messaging.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.messaging.EventPublisher;
import com.example.messaging.sample.Greeted;
import com.example.messaging.test.BrokerLink;
import com.example.messaging.test.VirtualHost;
import com.example.messaging.test.WithRabbitMq;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** A broker that stops takes connections still, and ends them in the middle of the login. That is no wrong password. */
@SpringBootTest(
        classes = LostLoginIntegrationTests.Application.class,
        properties = {
            "messaging.events.packages=com.example.messaging.sample",
            "messaging.queues.[guests.greeted].bindings=greetings.greeted.v1",
            "messaging.listener.max-reconnect-delay=500ms"
        })
@WithRabbitMq(breakable = true)
@ExtendWith(OutputCaptureExtension.class)
@Timeout(90)
class LostLoginIntegrationTests {

    @Autowired
    private BrokerLink link;

    @Autowired
    private VirtualHost virtualHost;

    @Autowired
    private EventPublisher events;

    @Autowired
    private Application application;

    @Autowired
    @Qualifier("listenersHealthIndicator")
    private HealthIndicator health;

    @AfterEach
    void mend() {
        link.restore();
    }

    @Test
    void aListenerComesBack() {
        int before = link.lostLogins();
        link.loseLogins();
        await().until(() -> link.lostLogins() >= before + 2);
        assertThat(health.health().getDetails().get("reason"))
                .asString()
                .startsWith("No consumer on RabbitMQ at ")
                .doesNotEndWith("null");

        link.restore();

        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().untilAsserted(() -> {
            events.publish(Greeted.guest(UUID.randomUUID()));
            assertThat(application.greeted).hasPositiveValue();
        });
    }

    @Test
    void theStartGoesOn(CapturedOutput output) {
        link.loseLogins();
        int before = link.lostLogins();

        try (ConfigurableApplicationContext started = new SpringApplicationBuilder(WithoutListener.class)
                .web(WebApplicationType.NONE)
                .properties(virtualHost.springProperties(link))
                .run()) {
            assertThat(started.isActive()).isTrue();
        }

        assertThat(link.lostLogins()).isGreaterThan(before);

        assertThat(output).contains("Starting without it").doesNotContain("refused the login");
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        final AtomicInteger greeted = new AtomicInteger();

        @RabbitListener(queues = "guests.greeted")
        void on(Greeted event) {
            greeted.incrementAndGet();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class WithoutListener {}
}
