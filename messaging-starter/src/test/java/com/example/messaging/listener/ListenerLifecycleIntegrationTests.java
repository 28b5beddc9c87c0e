package com.example.messaging.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.awaitility.Awaitility.await;

import com.example.messaging.sample.Greeted;
import com.example.messaging.sample.Thanked;
import com.example.messaging.test.RabbitMqBroker;
import com.example.messaging.test.VirtualHost;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.amqp.rabbit.annotation.RabbitHandler;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.amqp.rabbit.listener.RabbitListenerEndpointRegistry;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.handler.annotation.SendTo;

@Timeout(90)
@ExtendWith(OutputCaptureExtension.class)
class ListenerLifecycleIntegrationTests {

    private final VirtualHost virtualHost = RabbitMqBroker.shared().newVirtualHost();

    @AfterEach
    void deleteVirtualHost() {
        virtualHost.close();
    }

    @Test
    void stoppingFinishesTheMessageInHandAndLeavesTheOthers() throws Exception {
        ConfigurableApplicationContext application = start(SlowApplication.class, Map.of());
        SlowApplication slow = application.getBean(SlowApplication.class);
        for (int i = 0; i < 5; i++) {
            publish(UUID.randomUUID());
        }
        slow.started.await();
        SimpleMessageListenerContainer container = (SimpleMessageListenerContainer) application
                .getBean(RabbitListenerEndpointRegistry.class)
                .getListenerContainers()
                .iterator()
                .next();

        CompletableFuture<Void> closing = CompletableFuture.runAsync(application::close);
        await().until(() -> !container.isActive());
        slow.mayFinish.countDown();
        closing.join();

        assertThat(slow.finished).hasValue(1);
        await().untilAsserted(
                        () -> assertThat(virtualHost.depth("guests.greeted")).isEqualTo(4));
    }

    @Test
    void aListenerOfAnUnknownQueueStopsTheStart(CapturedOutput output) {
        assertThatException().isThrownBy(() -> start(LostApplication.class, Map.of()));

        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("consumes from queue 'guests.lost', which 'messaging.queues' does not name")
                .contains("Add 'messaging.queues.\"[guests.lost]\"'");
    }

    @Test
    void healthSaysWhichQueuesHaveNoConsumerAndWhy() {
        try (ConfigurableApplicationContext application = start(
                SlowApplication.class, Map.of("spring.rabbitmq.host", "127.0.0.1", "spring.rabbitmq.port", "1"))) {
            Health health = application
                    .getBean("listenersHealthIndicator", HealthIndicator.class)
                    .health();

            assertThat(health.getStatus()).isEqualTo(Status.DOWN);
            assertThat(health.getDetails())
                    .containsEntry("withoutConsumer", List.of("guests.greeted"))
                    .hasEntrySatisfying(
                            "reason",
                            reason -> assertThat(reason.toString()).contains("No consumer on RabbitMQ at 127.0.0.1:1"));
        }
    }

    @Test
    void healthIsUpWhileAllQueuesAreConsumed() {
        try (ConfigurableApplicationContext application = start(SlowApplication.class, Map.of())) {
            HealthIndicator indicator = application.getBean("listenersHealthIndicator", HealthIndicator.class);

            await().untilAsserted(
                            () -> assertThat(indicator.health().getStatus()).isEqualTo(Status.UP));
        }
    }

    @Test
    void healthSaysThatAListenerWasStopped() {
        try (ConfigurableApplicationContext application = start(SlowApplication.class, Map.of())) {
            HealthIndicator indicator = application.getBean("listenersHealthIndicator", HealthIndicator.class);
            application.getBean(RabbitListenerEndpointRegistry.class).stop();

            assertThat(indicator.health().getDetails().get("reason")).asString().endsWith("the listener was stopped");

            application.getBean(RabbitListenerEndpointRegistry.class).start();

            await().untilAsserted(
                            () -> assertThat(indicator.health().getStatus()).isEqualTo(Status.UP));
        }
    }

    @Test
    void healthStaysDownAndSaysWhyWhileTheBrokerRefusesTheQueue() {
        try (ConfigurableApplicationContext application = start(SlowApplication.class, Map.of());
                Connection other = virtualHost
                        .template()
                        .getConnectionFactory()
                        .createConnection()
                        .getDelegate()) {
            HealthIndicator indicator = application.getBean("listenersHealthIndicator", HealthIndicator.class);
            await().untilAsserted(
                            () -> assertThat(indicator.health().getStatus()).isEqualTo(Status.UP));
            Channel channel = other.createChannel();
            channel.queueDelete("guests.greeted");
            channel.queueDeclare("guests.greeted", false, true, false, Map.of());

            await().untilAsserted(
                            () -> assertThat(indicator.health().getStatus()).isEqualTo(Status.DOWN));
            await().during(Duration.ofSeconds(8)).atMost(Duration.ofSeconds(12)).untilAsserted(() -> {
                Health health = indicator.health();
                assertThat(health.getStatus()).isEqualTo(Status.DOWN);
                assertThat(health.getDetails()).containsEntry("withoutConsumer", List.of("guests.greeted"));
            });
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    @Test
    void aQueueThatSomebodyDeletedIsDeclaredAgainAndConsumed() {
        try (ConfigurableApplicationContext application = start(SlowApplication.class, Map.of())) {
            SlowApplication slow = application.getBean(SlowApplication.class);
            slow.mayFinish.countDown();

            virtualHost.admin().deleteQueue("guests.greeted");

            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                publish(UUID.randomUUID());
                assertThat(slow.finished).hasPositiveValue();
            });
        }
    }

    @Test
    void aConsumerBeginsWithOneMessageAndThenHoldsNoMoreThanPrefetchSays() throws InterruptedException {
        try (ConfigurableApplicationContext application =
                start(SlowApplication.class, Map.of("messaging.queues.[guests.greeted].prefetch", "2"))) {
            SlowApplication slow = application.getBean(SlowApplication.class);
            for (int i = 0; i < 3; i++) {
                publish(UUID.randomUUID());
            }
            slow.started.await();
            await().untilAsserted(() ->
                    assertThat(virtualHost.depth("guests.greeted")).isEqualTo(2));
            slow.mayFinish.countDown();
            GroupContainer container = (GroupContainer) application
                    .getBean(RabbitListenerEndpointRegistry.class)
                    .getListenerContainers()
                    .iterator()
                    .next();
            await().untilAsserted(() -> {
                assertThat(slow.finished).hasValue(3);
                assertThat(container.isChanging()).isFalse();
            });

            slow.mayFinish = new CountDownLatch(1);
            for (int i = 0; i < 5; i++) {
                publish(UUID.randomUUID());
            }

            await().untilAsserted(() ->
                    assertThat(virtualHost.depth("guests.greeted")).isEqualTo(3));
            slow.mayFinish.countDown();
        }
    }

    @RepeatedTest(5)
    void messagesKeepTheirOrderFromTheFirstOn() {
        start(RememberingApplication.class, Map.of()).close();
        List<UUID> guests = Stream.generate(UUID::randomUUID).limit(200).toList();
        guests.forEach(this::publish);

        try (ConfigurableApplicationContext application = start(RememberingApplication.class, Map.of())) {
            RememberingApplication remembering = application.getBean(RememberingApplication.class);
            await().untilAsserted(() -> assertThat(remembering.guests).hasSize(200));
            assertThat(remembering.guests).isEqualTo(guests);
        }
    }

    @Test
    void thereAreAsManyConsumersAsConcurrencySays() {
        try (ConfigurableApplicationContext application =
                start(SlowApplication.class, Map.of("messaging.queues.[guests.greeted].concurrency", "3"))) {
            await().untilAsserted(() -> assertThat(
                            virtualHost.admin().getQueueInfo("guests.greeted").getConsumerCount())
                    .isEqualTo(3));
        }
    }

    @Test
    void aDeadLetteredMessageIsAcknowledged() {
        try (ConfigurableApplicationContext application =
                start(FailingApplication.class, Map.of("messaging.retry.delays", "10ms"))) {
            publish(UUID.randomUUID());
            publish(UUID.randomUUID());
            await().untilAsserted(() ->
                    assertThat(virtualHost.depth("guests.greeted.dlq")).isEqualTo(2));
        }

        // What was not acknowledged would be back.
        assertThat(virtualHost.depth("guests.greeted")).isZero();
    }

    @Test
    void aListenerThatAcknowledgesByItselfStopsTheStart(CapturedOutput output) {
        assertThatException().isThrownBy(() -> start(ManualApplication.class, Map.of()));

        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("acknowledges by itself (ackMode MANUAL), which the messaging starter does not support");
    }

    @Test
    void aListenerThatTakesTheChannelStopsTheStart(CapturedOutput output) {
        assertThatException().isThrownBy(() -> start(ChannelApplication.class, Map.of()));

        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("takes the Channel in its method 'on', which the messaging starter does not support")
                .contains("EventPublisher publishes");
    }

    @Test
    void aListenerThatRepliesStopsTheStart(CapturedOutput output) {
        assertThatException().isThrownBy(() -> start(ReplyingApplication.class, Map.of()));

        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("returns a value from its method 'answer', as a reply or a future")
                .contains("publish its answer as an event");
    }

    @Test
    void aListenerThatAnswersSomeMessagesOnlyStopsTheStart(CapturedOutput output) {
        assertThatException().isThrownBy(() -> start(SometimesAnsweringApplication.class, Map.of()));

        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("has methods that return an answer beside methods that return nothing")
                .contains("Give requests and events a queue and a listener each");
    }

    @Test
    void aListenerThatAnswersAListStopsTheStart(CapturedOutput output) {
        assertThatException().isThrownBy(() -> start(ListAnsweringApplication.class, Map.of()));

        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("returns a value from its method 'on', as a reply or a future")
                .contains("A method that takes one request may return the record");
    }

    @Test
    void aQueueOfRequestsWithDeadLettersIsToldOf(CapturedOutput output) {
        start(AnsweringApplication.class, Map.of("messaging.queues.[guests.greeted].dead-letter", "false"))
                .close();
        assertThat(output).doesNotContain("brings requests, and has dead letters");

        virtualHost.admin().deleteQueue("guests.greeted");
        start(AnsweringApplication.class, Map.of()).close();
        assertThat(output).contains("Queue 'guests.greeted' brings requests, and has dead letters");
    }

    @Test
    void aListenerThatTakesAListAndDoesNotSaySoStopsTheStart(CapturedOutput output) {
        assertThatException().isThrownBy(() -> start(ListApplication.class, Map.of()));

        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("takes a list in its method 'on', and one event at a time")
                .contains("Add batch = \"true\"");
    }

    private void publish(UUID guest) {
        virtualHost
                .template()
                .convertAndSend(
                        "greetings",
                        "greetings.greeted.v1",
                        "{\"guestId\":\"%s\"}".formatted(guest).getBytes(StandardCharsets.UTF_8));
    }

    private ConfigurableApplicationContext start(Class<?> application, Map<String, Object> settings) {
        Map<String, Object> properties = new HashMap<>(virtualHost.springProperties());
        properties.put("messaging.events.packages", "com.example.messaging.sample");
        properties.put("messaging.queues.[guests.greeted].bindings", "greetings.greeted.v1");
        properties.put(
                "spring.rabbitmq.connection-timeout", Duration.ofSeconds(2).toString());
        properties.putAll(settings);
        return new SpringApplicationBuilder(application)
                .web(WebApplicationType.NONE)
                .properties(properties)
                .run();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class SlowApplication {

        final CountDownLatch started = new CountDownLatch(1);

        volatile CountDownLatch mayFinish = new CountDownLatch(1);

        final AtomicInteger finished = new AtomicInteger();

        @RabbitListener(queues = "guests.greeted")
        void on(Greeted event) throws InterruptedException {
            started.countDown();
            mayFinish.await();
            finished.incrementAndGet();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class FailingApplication {

        @RabbitListener(queues = "guests.greeted")
        void on(Greeted event) {
            throw new IllegalStateException("never");
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class ManualApplication {

        @RabbitListener(queues = "guests.greeted", ackMode = "MANUAL")
        void on(Greeted event) {}
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class ChannelApplication {

        @RabbitListener(queues = "guests.greeted")
        void on(Greeted event, Channel channel) {}
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class ReplyingApplication {

        @Bean
        Replying replying() {
            return new Replying();
        }

        @RabbitListener(queues = "guests.greeted")
        static class Replying {

            @RabbitHandler
            void on(Thanked event) {}

            @RabbitHandler
            @SendTo("answers")
            Greeted answer(Greeted event) {
                return event;
            }
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class SometimesAnsweringApplication {

        @Bean
        Answering answering() {
            return new Answering();
        }

        @RabbitListener(queues = "guests.greeted")
        static class Answering {

            @RabbitHandler
            void on(Thanked event) {}

            @RabbitHandler
            Thanked on(Greeted event) {
                return new Thanked(event.guestId());
            }
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class ListAnsweringApplication {

        @RabbitListener(queues = "guests.greeted", batch = "true")
        Thanked on(List<Greeted> events) {
            return new Thanked(events.get(0).guestId());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class AnsweringApplication {

        @RabbitListener(queues = "guests.greeted")
        Thanked on(Greeted event) {
            return new Thanked(event.guestId());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class RememberingApplication {

        final List<UUID> guests = new CopyOnWriteArrayList<>();

        @RabbitListener(queues = "guests.greeted")
        void on(Greeted event) {
            guests.add(event.guestId());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class ListApplication {

        @RabbitListener(queues = "guests.greeted")
        void on(List<Greeted> events) {}
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class LostApplication {

        @RabbitListener(queues = "guests.lost")
        void on(Greeted event) {}
    }
}
