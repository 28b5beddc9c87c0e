package com.example.messaging.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.example.messaging.properties.MessagingProperties;
import com.example.messaging.topology.Declaration.OfBinding;
import com.example.messaging.topology.Declaration.OfExchange;
import com.example.messaging.topology.Declaration.OfExchangeBinding;
import com.example.messaging.topology.Declaration.OfForeignExchange;
import com.example.messaging.topology.Declaration.OfQueue;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

class TopologyTests {

    private final ApplicationContextRunner runner =
            new ApplicationContextRunner().withUserConfiguration(Properties.class);

    @Test
    void aQueueIsQuorumWithItsDeadLetterQueueAndAtLeastOnceDeadLettering() {
        topology(
                topology -> assertThat(topology.declarations())
                        .contains(
                                new OfForeignExchange(
                                        new OfExchange("orders", "topic", Map.of("alternate-exchange", "unroutable"))),
                                new OfQueue(
                                        "payments.order-placed",
                                        Map.of(
                                                "x-queue-type", "quorum",
                                                "x-delivery-limit", 20,
                                                "x-dead-letter-exchange", "dead-letters",
                                                "x-dead-letter-routing-key", "payments.order-placed",
                                                "x-dead-letter-strategy", "at-least-once",
                                                "x-overflow", "reject-publish")),
                                new OfBinding("payments.order-placed", "orders", "orders.order-placed.v1"),
                                new OfExchange("dead-letters", "direct", Map.of()),
                                new OfQueue(
                                        "payments.order-placed.dlq",
                                        Map.of("x-queue-type", "quorum", "x-delivery-limit", 1_000_000_000)),
                                new OfBinding("payments.order-placed.dlq", "dead-letters", "payments.order-placed"),
                                new OfExchange("unroutable", "fanout", Map.of()),
                                new OfBinding("unroutable", "unroutable", "")),
                "messaging.queues.[payments.order-placed].bindings=orders.order-placed.v1");
    }

    @Test
    void aQueueMayBeClassicWithoutDeadLettersAndWithOwnArguments() {
        topology(
                topology -> assertThat(topology.declarations())
                        .contains(new OfQueue("cache", Map.of("x-queue-type", "classic", "x-message-ttl", 1000L)))
                        .noneMatch(declaration -> declaration.label().contains("cache.dlq")),
                "messaging.queues.cache.type=classic",
                "messaging.queues.cache.dead-letter=false",
                "messaging.queues.cache.arguments.x-message-ttl=1000");
    }

    @Test
    void theAuditTrailIsBoundByWhatQueuesAreBoundByAndToWhatNoQueueWants() {
        topology(
                topology -> assertThat(topology.declarations())
                        .contains(
                                new OfQueue(
                                        "audit",
                                        Map.of(
                                                "x-queue-type",
                                                "stream",
                                                "x-max-age",
                                                "36h",
                                                "x-max-length-bytes",
                                                10_485_760L,
                                                "x-stream-max-segment-size-bytes",
                                                1_048_576L)),
                                new OfBinding("audit", "unroutable", ""),
                                new OfBinding("audit", "orders", "orders.order-placed.v1"),
                                new OfBinding("audit", "telemetry", "telemetry.#"))
                        .doesNotContain(new OfBinding("audit", "questions", "questions.asked.v1"))
                        .doesNotHaveDuplicates(),
                "messaging.audit.enabled=true",
                "messaging.audit.max-age=36h",
                "messaging.audit.max-length=10MB",
                "messaging.audit.bindings[0].exchange=telemetry",
                "messaging.audit.bindings[0].routing-key=telemetry.#",
                "messaging.exchanges.questions.alternate=false",
                "messaging.queues.q.bindings=orders.order-placed.v1,questions.asked.v1",
                "messaging.queues.r.bindings=orders.order-placed.v1");
    }

    @Test
    void anExchangeThatTheServicePublishesToIsItsOwnAlsoWhenABindingNamesIt() {
        topology(
                topology -> assertThat(topology.declarations())
                        .contains(new OfExchange("orders", "direct", Map.of("alternate-exchange", "unroutable")))
                        .noneMatch(OfForeignExchange.class::isInstance),
                "messaging.exchanges.orders=direct",
                "messaging.queues.q.bindings=orders.order-placed.v1");
    }

    @Test
    void theBrokersOwnExchangesAreNotDeclared() {
        topology(
                topology -> assertThat(topology.declarations())
                        .noneMatch(declaration -> declaration.label().equals("exchange 'amq.topic'")),
                "messaging.queues.readings.bindings[0].exchange=amq.topic",
                "messaging.queues.readings.bindings[0].routing-key=telemetry.#");
    }

    @Test
    void anExchangeMayReceiveWhatComesToAnother() {
        topology(
                topology -> assertThat(topology.declarations())
                        .contains(new OfExchangeBinding("telemetry", "amq.topic", "telemetry.#"))
                        .contains(new OfExchangeBinding("telemetry", "sensors", "sensors.*.v1"))
                        .contains(new OfForeignExchange(
                                new OfExchange("sensors", "topic", Map.of("alternate-exchange", "unroutable")))),
                "messaging.exchanges.telemetry.bindings[0].exchange=amq.topic",
                "messaging.exchanges.telemetry.bindings[0].routing-key=telemetry.#",
                "messaging.exchanges.telemetry.bindings[1]=sensors.*.v1");
        assertRefused(
                "The binding '#' of exchange 'telemetry' in 'messaging.exchanges' does not say which exchange it is for",
                "messaging.exchanges.telemetry.bindings=#");
    }

    @Test
    void aPatternThatDoesNotSayItsExchangeIsRefused() {
        assertRefused(
                "The binding '#.v1' of queue 'readings' in 'messaging.queues' does not say which exchange it is for",
                "messaging.queues.readings.bindings=#.v1");
    }

    @Test
    void namesThatAreKeptAreRefused() {
        assertRefused("'amq.q' in 'messaging.queues' is a name that", "messaging.queues.[amq.q].prefetch=1");
        assertRefused("'q.dlq' in 'messaging.queues' is a name that", "messaging.queues.[q.dlq].prefetch=1");
        assertRefused("'unroutable' in 'messaging.queues' is", "messaging.queues.unroutable.prefetch=1");
        assertRefused("is too long", "messaging.queues." + "q".repeat(252) + ".prefetch=1");
        assertRefused("is too long", "messaging.queues.[" + "é".repeat(126) + "].prefetch=1");
        assertRefused("'messaging.exchanges' is too long", "messaging.exchanges.[" + "é".repeat(128) + "]=topic");
        assertRefused("'dead-letters' in 'messaging.exchanges'", "messaging.exchanges.dead-letters=topic");
    }

    @Test
    void queuesOfTheServiceAndThoseThatTheStarterKeepsAreTheServicesOwn() {
        runner.withPropertyValues("messaging.queues.[pricing.quote-price].bindings=pricing.quote-price.v1")
                .run(context -> {
                    MessagingProperties properties = context.getBean(MessagingProperties.class);
                    assertThat(Stream.of("pricing.quote-price", "payments.order-placed.dlq", "retry.7m", "unroutable"))
                            .allMatch(name -> Topology.isOwnQueue(name, properties));
                    assertThat(Stream.of("answers.of.somebody", "amq.rabbitmq.reply-to.abc", "audit"))
                            .noneMatch(name -> Topology.isOwnQueue(name, properties));
                });
        runner.withPropertyValues("messaging.audit.enabled=true", "messaging.audit.queue=trail")
                .run(context -> assertThat(Topology.isOwnQueue("trail", context.getBean(MessagingProperties.class)))
                        .isTrue());
    }

    private void assertRefused(String message, String property) {
        runner.withPropertyValues(property)
                .run(context -> assertThatExceptionOfType(BrokerSetupException.class)
                        .isThrownBy(() -> Topology.of(context.getBean(MessagingProperties.class)))
                        .withMessageContaining(message));
    }

    private void topology(Consumer<Topology> assertions, String... properties) {
        runner.withPropertyValues(properties)
                .run(context -> assertions.accept(Topology.of(context.getBean(MessagingProperties.class))));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(MessagingProperties.class)
    static class Properties {}
}
