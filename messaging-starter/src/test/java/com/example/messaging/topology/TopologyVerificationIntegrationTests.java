package com.example.messaging.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.awaitility.Awaitility.await;

import com.example.messaging.EventPublisher;
import com.example.messaging.sample.Application;
import com.example.messaging.sample.Greeted;
import com.example.messaging.sample.Left;
import com.example.messaging.test.BrokerLink;
import com.example.messaging.test.BrokerUser;
import com.example.messaging.test.RabbitMqBroker;
import com.example.messaging.test.VirtualHost;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.amqp.core.DirectExchange;
import org.springframework.amqp.core.Exchange;
import org.springframework.amqp.core.FanoutExchange;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.core.QueueBuilder;
import org.springframework.amqp.core.TopicExchange;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.amqp.rabbit.connection.Connection;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** Applications that declare nothing: an administrator did, or forgot something. */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(90)
class TopologyVerificationIntegrationTests {

    private static final List<String> EXCHANGES =
            List.of("greetings", "parties", "unroutable", "dead-letters", "retry.1s");

    private static final List<String> QUEUES =
            List.of("guests.greeted", "guests.greeted.dlq", "unroutable", "retry.1s");

    private final VirtualHost virtualHost = RabbitMqBroker.shared().newVirtualHost();

    @AfterEach
    void deleteVirtualHost() {
        virtualHost.close();
    }

    @Test
    void startsOnWhatAnotherHasDeclared(CapturedOutput output) {
        declareAll();

        try (ConfigurableApplicationContext application = start(Map.of())) {
            assertThat(output)
                    .contains(
                            "RabbitMQ has the 9 exchanges and queues that 'messaging' describes. Bindings can't be verified");
            assertThat(health(application).getStatus()).isEqualTo(Status.UP);
            assertGreets(application);
        }
    }

    @Test
    void everythingThatIsMissingStopsTheStartAtOnce(CapturedOutput output) {
        assertThatException().isThrownBy(() -> start(Map.of()));

        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains(
                        "The queue 'guests.greeted' is missing in virtual host '" + virtualHost.name()
                                + "' of RabbitMQ. It is to be durable, with the arguments {x-dead-letter-exchange=dead-letters, x-dead-letter-routing-key=guests.greeted, x-dead-letter-strategy=at-least-once, x-delivery-limit=20, x-overflow=reject-publish, x-queue-type=quorum}, and bound to exchange 'greetings' with routing key 'greetings.greeted.v1' and to exchange 'parties' with routing key 'parties.#'.")
                .contains("It is to be durable, of type 'topic', with the arguments {alternate-exchange=unroutable}.")
                .contains("'messaging.topology.declare' is false: have an administrator create what is missing");
        assertThat(EXCHANGES)
                .allSatisfy(
                        exchange -> assertThat(output).contains("The exchange '%s' is missing".formatted(exchange)));
        assertThat(QUEUES)
                .allSatisfy(queue -> assertThat(output).contains("The queue '%s' is missing".formatted(queue)));
        assertNothingIsThere();
    }

    @Test
    void everythingThatDiffersStopsTheStartAtOnce(CapturedOutput output) {
        declareAll();
        replace(new DirectExchange("greetings"));
        replace(new DirectExchange("parties"));
        replace(new TopicExchange("retry.1s"));
        replace(new FanoutExchange("unroutable", true, false, Map.of("alternate-exchange", "nowhere")));
        replace(QueueBuilder.durable("guests.greeted")
                .quorum()
                .deliveryLimit(5)
                .deadLetterExchange("dead-letters")
                .deadLetterRoutingKey("guests.greeted")
                .withArgument("x-max-length", 10)
                .build());
        replace(QueueBuilder.durable("guests.greeted.dlq")
                .withArgument("x-queue-type", "classic")
                .build());

        assertThatException().isThrownBy(() -> start(Map.of()));

        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains(difference("exchange 'greetings'", "type", "'direct'", "'topic'"))
                .contains(difference("exchange 'retry.1s'", "type", "'topic'", "'fanout'"))
                .contains(difference("exchange 'unroutable'", "alternate-exchange", "'nowhere'", "not set"))
                .contains(difference("queue 'guests.greeted'", "x-delivery-limit", "'5'", "'20'"))
                .contains(difference("queue 'guests.greeted'", "x-max-length", "'10'", "not set"))
                .contains(difference("queue 'guests.greeted'", "x-overflow", "not set", "'reject-publish'"))
                .contains(difference("queue 'guests.greeted'", "x-dead-letter-strategy", "not set", "'at-least-once'"))
                .contains(difference("queue 'guests.greeted.dlq'", "x-queue-type", "'classic'", "'quorum'"))
                .contains("so that 'x-delivery-limit' of 'guests.greeted' is '5'")
                // Its owner's business.
                .doesNotContain("The exchange 'parties'")
                .doesNotContain("The queue 'retry.1s'");
    }

    @Test
    void comparingCreatesNothing() throws Exception {
        declareAll();
        try (ConfigurableApplicationContext application = start(Map.of());
                Connection connection =
                        application.getBean(ConnectionFactory.class).createConnection()) {
            EXCHANGES.forEach(virtualHost.admin()::deleteExchange);
            QUEUES.forEach(virtualHost.admin()::deleteQueue);
            Broker broker = new Broker(connection);
            List<Declaration.Named> objects = new ArrayList<>(List.of(
                    new Declaration.OfQueue("classic", Map.of("x-queue-type", "classic")),
                    new Declaration.OfExchange("direct", "direct", Map.of())));
            application.getBean(Topology.class).declarations().forEach(declaration -> {
                if (declaration instanceof Declaration.OfQueue || declaration instanceof Declaration.OfExchange) {
                    objects.add((Declaration.Named) declaration);
                }
            });

            assertThat(objects).hasSize(10).allSatisfy(object -> {
                assertThatException().isThrownBy(() -> Comparison.of(object, broker));
                assertThat(broker.has(object)).isFalse();
            });
        }
    }

    @Test
    void withoutTheConfigurePermissionOnlyExistenceIsVerified(CapturedOutput output) {
        declareAll();
        replace(QueueBuilder.durable("guests.greeted.dlq").build());
        BrokerUser user = virtualHost.newUser("^$", ".*", ".*");

        try (ConfigurableApplicationContext application = start(user.springProperties())) {
            assertThat(output)
                    .containsOnlyOnce(
                            "RabbitMQ has the 9 exchanges and queues that 'messaging' describes. The arguments of 9 of them were not compared, because this user has no permission to configure them. Bindings can't be verified");
            assertThat(health(application).getStatus()).isEqualTo(Status.UP);
            assertGreets(application);
        }
    }

    @Test
    void withoutTheConfigurePermissionItStillSaysWhatIsMissing(CapturedOutput output) {
        declareAll();
        virtualHost.admin().deleteQueue("guests.greeted.dlq");
        BrokerUser user = virtualHost.newUser("^$", ".*", ".*");

        assertThatException().isThrownBy(() -> start(user.springProperties()));

        assertThat(output).contains("The queue 'guests.greeted.dlq' is missing").doesNotContain("'guests.greeted' is");
        assertThat(virtualHost.depth("guests.greeted.dlq")).isEqualTo(-1);
    }

    @Test
    void withoutTheConfigurePermissionEventsThatNoQueueWantsRestAllTheSame(CapturedOutput output) {
        declareAll();
        BrokerUser user = virtualHost.newUser("^$", ".*", ".*");

        try (ConfigurableApplicationContext application = start(user.springProperties())) {
            application.getBean(EventPublisher.class).publish(new Left(UUID.randomUUID()));

            await().untilAsserted(
                            () -> assertThat(virtualHost.depth("unroutable")).isEqualTo(1));
            assertThat(output)
                    .containsOnlyOnce(
                            "Events that no queue wants rest in queue 'unroutable', but will not be told of: ACCESS_REFUSED");
        }
    }

    @Test
    void aBrokerThatIsAwayDoesNotStopTheStartAndIsVerifiedOnceItIsThere(CapturedOutput output) {
        declareAll();
        virtualHost.admin().deleteQueue("guests.greeted.dlq");
        try (BrokerLink link = virtualHost.broker().newLink()) {
            link.cut();
            try (ConfigurableApplicationContext application = start(virtualHost.springProperties(link))) {
                assertThat(output).contains("Starting without it, and verifying exchanges and queues once it is there");
                assertThat(health(application).getStatus()).isEqualTo(Status.UNKNOWN);

                link.restore();

                await().untilAsserted(() ->
                        assertThat(health(application).getStatus()).isEqualTo(Status.DOWN));
                assertThat(health(application).getDetails().get("findings"))
                        .asString()
                        .contains("The queue 'guests.greeted.dlq' is missing");
                assertThat(output).containsPattern("ERROR .*The queue 'guests.greeted.dlq' is missing");
                assertThat(virtualHost.depth("guests.greeted.dlq")).isEqualTo(-1);

                declareAll();

                await().untilAsserted(() ->
                        assertThat(health(application).getStatus()).isEqualTo(Status.UP));
                assertThat(output).contains("RabbitMQ has what 'messaging' describes again");
                assertGreets(application);
            }
        }
    }

    @Test
    void aQueueThatIsDeletedMeanwhileIsMissedAndNotDeclared(CapturedOutput output) {
        declareAll();

        try (ConfigurableApplicationContext application = start(Map.of())) {
            assertGreets(application);
            virtualHost.admin().deleteQueue("guests.greeted");

            await().untilAsserted(
                            () -> assertThat(output).containsPattern("ERROR .*The queue 'guests.greeted' is missing"));
            assertThat(health(application).getStatus()).isEqualTo(Status.DOWN);
            assertThat(virtualHost.depth("guests.greeted")).isEqualTo(-1);

            declareAll();

            assertGreets(application);
        }
    }

    private void declareAll() {
        start(Map.of("messaging.topology.declare", "true", "spring.rabbitmq.listener.simple.auto-startup", "false"))
                .close();
    }

    private void replace(Exchange exchange) {
        virtualHost.admin().deleteExchange(exchange.getName());
        virtualHost.admin().declareExchange(exchange);
    }

    private void replace(Queue queue) {
        virtualHost.admin().deleteQueue(queue.getName());
        virtualHost.admin().declareQueue(queue);
    }

    private void assertNothingIsThere() {
        assertThat(QUEUES)
                .allSatisfy(queue -> assertThat(virtualHost.depth(queue)).isEqualTo(-1));
        assertThat(EXCHANGES)
                .allSatisfy(exchange -> assertThatException()
                        .isThrownBy(() ->
                                virtualHost.template().execute(channel -> channel.exchangeDeclarePassive(exchange)))
                        .withStackTraceContaining("no exchange '%s'".formatted(exchange)));
    }

    private String difference(String object, String argument, String actual, String wanted) {
        return "The %s in virtual host '%s' of RabbitMQ is not as described: its argument '%s' is %s on the broker, but %s in this application's configuration"
                .formatted(object, virtualHost.name(), argument, actual, wanted);
    }

    private static void assertGreets(ConfigurableApplicationContext application) {
        AtomicInteger greeted = application.getBean(Guests.class).greeted;
        int before = greeted.get();
        await().ignoreExceptions().untilAsserted(() -> {
            application.getBean(EventPublisher.class).publish(Greeted.guest(UUID.randomUUID()));
            assertThat(greeted).hasValueGreaterThan(before);
        });
    }

    private static Health health(ConfigurableApplicationContext application) {
        return application.getBean(TopologyHealthIndicator.class).health();
    }

    private ConfigurableApplicationContext start(Map<String, Object> settings) {
        Map<String, Object> properties = new HashMap<>(Map.of(
                "messaging.topology.declare", "false",
                "messaging.queues.[guests.greeted].bindings[0].routing-key", "greetings.greeted.v1",
                "messaging.queues.[guests.greeted].bindings[1].routing-key", "parties.#",
                "messaging.retry.delays", "1s",
                "messaging.listener.max-reconnect-delay", "500ms"));
        properties.putAll(settings);
        return Application.start(Guests.class, virtualHost.springProperties(), properties);
    }

    /** Hears greetings. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Guests {

        final AtomicInteger greeted = new AtomicInteger();

        @RabbitListener(queues = "guests.greeted")
        void on(Greeted event) {
            greeted.incrementAndGet();
        }
    }
}
