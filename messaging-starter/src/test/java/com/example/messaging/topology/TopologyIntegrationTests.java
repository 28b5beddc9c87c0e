package com.example.messaging.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.awaitility.Awaitility.await;

import com.example.messaging.test.BrokerUser;
import com.example.messaging.test.RabbitMqBroker;
import com.example.messaging.test.VirtualHost;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.amqp.core.DirectExchange;
import org.springframework.amqp.core.QueueBuilder;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** Starts applications as a person would, and looks at the broker, or at what the start says. */
@ExtendWith(OutputCaptureExtension.class)
class TopologyIntegrationTests {

    private final VirtualHost virtualHost = RabbitMqBroker.shared().newVirtualHost();

    @AfterEach
    void deleteVirtualHost() {
        virtualHost.close();
    }

    @Test
    void declaresWhatIsConfigured() {
        try (ConfigurableApplicationContext application = start(Map.of())) {
            assertThat(virtualHost.depth("greetings.inbox")).isZero();
            assertThat(virtualHost.depth("greetings.inbox.dlq")).isZero();
            assertThat(virtualHost.depth("unroutable")).isZero();

            virtualHost.template().convertAndSend("greetings", "greetings.greeted.v1", "hello");
            virtualHost.template().convertAndSend("greetings", "greetings.unheard-of.v1", "anybody?");
            virtualHost.template().convertAndSend("dead-letters", "greetings.inbox", "dead");

            assertThat(virtualHost.take("greetings.inbox").getBody()).asString().isEqualTo("hello");
            assertThat(virtualHost.take("unroutable").getBody()).asString().isEqualTo("anybody?");
            assertThat(virtualHost.take("greetings.inbox.dlq").getBody())
                    .asString()
                    .isEqualTo("dead");
        }
    }

    @Test
    void whatComesByAnotherExchangeIsRoutedOnAndDoesNotDisappearEither() {
        Map<String, Object> bound = Map.of(
                "messaging.exchanges.rooms.bindings[0].exchange", "amq.topic",
                "messaging.exchanges.rooms.bindings[0].routing-key", "rooms.#",
                "messaging.queues.[rooms.inbox].bindings", "rooms.booked.v1");
        try (ConfigurableApplicationContext application = start(bound)) {
            virtualHost.template().convertAndSend("amq.topic", "rooms.booked.v1", "hello");
            virtualHost.template().convertAndSend("amq.topic", "rooms.unheard-of.v1", "anybody?");

            assertThat(virtualHost.take("rooms.inbox").getBody()).asString().isEqualTo("hello");
            assertThat(virtualHost.take("unroutable").getBody()).asString().isEqualTo("anybody?");
        }
    }

    @Test
    void declaresAgainOnABrokerThatLostItsDefinitions() {
        try (ConfigurableApplicationContext application = start(Map.of())) {
            virtualHost.admin().deleteQueue("greetings.inbox");

            application.getBean(ConnectionFactory.class).resetConnection();
            application.getBean(ConnectionFactory.class).createConnection().close();

            assertThat(virtualHost.depth("greetings.inbox")).isZero();
        }
    }

    @Test
    void theUnroutableQueueKeepsTheNewest() {
        try (ConfigurableApplicationContext application = start(Map.of("messaging.unroutable.max-length", "3"))) {
            for (int i = 1; i <= 10; i++) {
                virtualHost.template().convertAndSend("greetings", "greetings.unheard-of.v1", "number " + i);
            }

            await().untilAsserted(
                            () -> assertThat(virtualHost.depth("unroutable")).isEqualTo(3));
            assertThat(virtualHost.take("unroutable").getBody()).asString().isEqualTo("number 8");
        }
    }

    @Test
    void aQueueThatIsThereWithAnotherArgumentStopsTheStart(CapturedOutput output) {
        start(Map.of("messaging.queues.[greetings.inbox].delivery-limit", "5")).close();

        assertThatException().isThrownBy(() -> start(Map.of()));

        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("RabbitMQ refused to declare the queue 'greetings.inbox' in virtual host '"
                        + virtualHost.name())
                .contains(
                        "its argument 'x-delivery-limit' is '5' on the broker, but '20' in this application's configuration")
                .contains("An existing queue can't be changed.")
                .doesNotContain("\tat com.rabbitmq");
    }

    @Test
    void allRefusalsAreShownAtOnce(CapturedOutput output) {
        virtualHost.admin().declareQueue(QueueBuilder.durable("greetings.inbox").build());
        virtualHost.admin().declareExchange(new DirectExchange("greetings"));

        assertThatException().isThrownBy(() -> start(Map.of()));

        assertThat(output)
                .contains("declare the exchange 'greetings'")
                .contains("its argument 'type' is 'direct' on the broker, but 'topic'")
                .contains("declare the queue 'greetings.inbox'");
    }

    @Test
    void whatIsThereAlreadyNeedsNoConfigurePermission(CapturedOutput output) {
        start(Map.of()).close();
        BrokerUser user = virtualHost.newUser("^$", ".*", ".*");

        try (ConfigurableApplicationContext application = start(user.springProperties())) {
            assertThat(application.isActive()).isTrue();
            assertThat(output).doesNotContain("refused to declare");
        }
    }

    @Test
    void whatIsMissingAndMayNotBeDeclaredStopsTheStart(CapturedOutput output) {
        start(Map.of()).close();
        virtualHost.admin().deleteQueue("greetings.inbox.dlq");
        BrokerUser user = virtualHost.newUser("^$", ".*", ".*");

        assertThatException().isThrownBy(() -> start(user.springProperties()));

        assertThat(output)
                .contains("RabbitMQ refused to declare the queue 'greetings.inbox.dlq': ACCESS_REFUSED")
                .contains(
                        "Give the user of 'spring.rabbitmq.username' the permission, or have an administrator declare it.")
                .doesNotContain("declare the queue 'greetings.inbox':");
    }

    @Test
    void anExchangeThatOnlyBindingsNameIsItsOwnersBusiness() {
        virtualHost.admin().declareExchange(new DirectExchange("parties"));

        try (ConfigurableApplicationContext application =
                start(Map.of("messaging.queues.guests.bindings", "parties.started.v1"))) {
            virtualHost.template().convertAndSend("parties", "parties.started.v1", "come in");

            assertThat(virtualHost.take("guests").getBody()).asString().isEqualTo("come in");
        }
    }

    @Test
    void anArgumentThatTheBrokerDoesNotKnowStopsTheStart(CapturedOutput output) {
        assertThatException()
                .isThrownBy(() -> start(Map.of("messaging.queues.[greetings.inbox].arguments.x-max-length", "-5")));

        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("refused to declare the queue 'greetings.inbox': PRECONDITION_FAILED")
                .contains("x-max-length");
    }

    @Test
    void aWrongPasswordStopsTheStart(CapturedOutput output) {
        assertThatException().isThrownBy(() -> start(Map.of("spring.rabbitmq.password", "wrong")));

        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("refused the login of user '" + virtualHost.broker().username() + "'")
                .contains("Correct 'spring.rabbitmq.username' and 'spring.rabbitmq.password'")
                .doesNotContain("wrong");
    }

    @Test
    void aMissingVirtualHostStopsTheStart(CapturedOutput output) {
        assertThatException().isThrownBy(() -> start(Map.of("spring.rabbitmq.virtual-host", "nowhere")));

        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("nowhere")
                .contains("Correct 'spring.rabbitmq.virtual-host'");
    }

    @Test
    void aBrokerThatIsAwayDoesNotStopTheStart(CapturedOutput output) {
        try (ConfigurableApplicationContext application =
                start(Map.of("spring.rabbitmq.host", "127.0.0.1", "spring.rabbitmq.port", "1"))) {
            assertThat(application.isActive()).isTrue();
            assertThat(output)
                    .contains("RabbitMQ at 127.0.0.1:1 can't be reached")
                    .contains("Starting without it");
        }
    }

    private ConfigurableApplicationContext start(Map<String, Object> settings) {
        Map<String, Object> properties = new HashMap<>(virtualHost.springProperties());
        properties.put("messaging.exchanges.greetings", "topic");
        properties.put("messaging.queues.[greetings.inbox].bindings", "greetings.greeted.v1");
        properties.put(
                "spring.rabbitmq.connection-timeout", Duration.ofSeconds(2).toString());
        properties.putAll(settings);
        return new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .properties(properties)
                .run();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}
}
