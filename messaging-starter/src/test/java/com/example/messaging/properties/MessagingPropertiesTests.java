package com.example.messaging.properties;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

import com.example.messaging.properties.ExchangeProperties.Type;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.ByteArrayResource;

@ExtendWith(OutputCaptureExtension.class)
class MessagingPropertiesTests {

    /** 130 characters, 260 bytes of UTF-8. */
    private static final String TOO_MANY_BYTES = "éééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé"
            + "éééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé";

    private final CapturedOutput output;

    MessagingPropertiesTests(CapturedOutput output) {
        this.output = output;
    }

    @Test
    void defaultsAreThere() {
        run("", properties -> {
            assertThat(properties.queues()).isEmpty();
            assertThat(properties.publisher().timeout()).isEqualTo(Duration.ofMillis(1500));
            assertThat(properties.retryOf("any").delays())
                    .containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofMinutes(1));
            assertThat(properties.retryOf("any").attempts()).isEqualTo(4);
        });
    }

    @Test
    void readsShortAndLongForms() {
        run("""
                messaging:
                  exchanges:
                    orders: topic
                    bare:
                    audit:
                      type: fanout
                      alternate: false
                  queues:
                    "[payments.order-placed]":
                      bindings:
                        - orders.order-placed.v1
                        - exchange: amq.topic
                          routing-key: telemetry.#
                      prefetch: 10
                      retry:
                        delays: 1s, 2s
                        non-retryable: java.lang.IllegalArgumentException
                      arguments:
                        x-max-length: 1000
                """, properties -> {
            assertThat(properties.exchanges().get("orders"))
                    .isEqualTo(new ExchangeProperties(Type.TOPIC, true, List.of()));
            assertThat(properties.exchanges().get("bare"))
                    .isEqualTo(new ExchangeProperties(Type.TOPIC, true, List.of()));
            assertThat(properties.exchanges().get("audit"))
                    .isEqualTo(new ExchangeProperties(Type.FANOUT, false, List.of()));
            QueueProperties queue = properties.queues().get("payments.order-placed");
            assertThat(queue.bindings())
                    .containsExactly(
                            new BindingProperties("orders", "orders.order-placed.v1"),
                            new BindingProperties("amq.topic", "telemetry.#"));
            assertThat(queue.type()).isEqualTo(QueueProperties.Type.QUORUM);
            assertThat(queue.arguments()).containsEntry("x-max-length", 1000);
            assertThat(properties.retryOf("payments.order-placed").delays())
                    .containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
            assertThat(properties.retryOf("payments.order-placed").nonRetryable())
                    .containsExactly(IllegalArgumentException.class);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "messaging.queue.q.prefetch=1, messaging.queue.q.prefetch",
        "messaging.queues.q.prefetsch=1, messaging.queues.q.prefetsch",
        "messaging.publisher.patience=1s, messaging.publisher.patience",
        "messaging.retry.delay=1s, messaging.retry.delay"
    })
    void anUnknownKeyStopsTheStartAndIsNamed(String setting, String key) {
        fails(
                yaml(setting),
                report -> assertThat(report)
                        .contains("keys that the messaging starter does not know")
                        .contains(key + " (")
                        .contains("test.yml"));
    }

    @Test
    void aDottedNameWithoutBracketsGetsTheHint() {
        fails(
                """
                messaging:
                  queues:
                    payments.order-placed:
                      prefetch: 10
                """,
                report -> assertThat(report)
                        .contains("messaging.queues.payments.order-placed.prefetch")
                        .contains("must stand in brackets"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "messaging.queues.q.prefetch=0 | messaging.queues[q].prefetch | greater than or equal to 1",
                "messaging.queues.q.prefetch=70000 | messaging.queues[q].prefetch | less than or equal to 65535",
                "messaging.queues.q.concurrency=0 | messaging.queues[q].concurrency | greater than or equal to 1",
                "messaging.queues.q.concurrency=many | messaging.queues.q.concurrency | many",
                "messaging.queues.q.type=stream | messaging.queues.q.type | stream",
                "messaging.queues.q.delivery-limit=0 | messaging.queues[q].deliverylimit | greater than or equal to 1",
                "messaging.queues.q.bindings[0].exchange=orders | messaging.queues[q].bindings[0].routingkey | name of 1 to 255",
                "messaging.unroutable.exchange=" + TOO_MANY_BYTES + " | messaging.unroutable.exchange | 255 bytes",
                "messaging.exchanges.orders=tropic | messaging.exchanges.orders | tropic",
                "messaging.publisher.timeout=0s | messaging.publisher.timeout | longer than 0",
                "messaging.publisher.timeout=soon | messaging.publisher.timeout | soon",
                "messaging.retry.delays=2d | messaging.retry.delays[0] | at most 1d",
                "messaging.retry.max-attempts=0 | messaging.retry.maxattempts | greater than or equal to 1",
                "messaging.outbox.partitions=0 | messaging.outbox.partitions | greater than or equal to 1",
                "messaging.outbox.max-backlog=0 | messaging.outbox.maxbacklog | greater than or equal to 1",
                "messaging.inbox.retention=0s | messaging.inbox.retention | at most 3650d",
                "messaging.queues.q.group-commit=0 | messaging.queues[q].groupcommit | greater than or equal to 1",
                "messaging.listener.kill-switch.failures=21 | messaging.listener.killswitch | 'failures' must not be more than 'window'",
                "messaging.retry.non-retryable=com.example.Missing | messaging.retry.non-retryable | com.example.Missing",
                "messaging.unroutable.max-length=0 | messaging.unroutable.maxlength | greater than or equal to 1"
            })
    void anImpossibleValueStopsTheStartAndItsKeyIsNamed(String setting, String key, String reason) {
        fails(
                yaml(setting),
                report -> assertThat(report.toLowerCase(Locale.ROOT).replace("-", ""))
                        .contains(key.replace("-", ""))
                        .contains(reason.toLowerCase(Locale.ROOT).replace("-", "")));
    }

    private static String yaml(String setting) {
        return setting.replaceFirst("=", ": ");
    }

    /** Starts for real, and shows what a person would see. */
    private void fails(String yaml, Consumer<String> assertions) {
        SpringApplicationBuilder application = new SpringApplicationBuilder(Configuration.class)
                .web(WebApplicationType.NONE)
                .initializers(context -> addYaml(context, yaml));

        assertThatException().isThrownBy(application::run);

        assertThat(output.getAll()).contains("APPLICATION FAILED TO START");
        assertions.accept(output.getAll());
    }

    private static void run(String yaml, Consumer<MessagingProperties> assertions) {
        new ApplicationContextRunner()
                .withUserConfiguration(Configuration.class)
                .withInitializer(context -> addYaml(context, yaml))
                .run(context -> assertions.accept(context.getBean(MessagingProperties.class)));
    }

    private static void addYaml(ConfigurableApplicationContext context, String yaml) {
        try {
            new YamlPropertySourceLoader()
                    .load("test.yml", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8), "test.yml"))
                    .forEach(context.getEnvironment().getPropertySources()::addFirst);
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    @org.springframework.context.annotation.Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(MessagingProperties.class)
    static class Configuration {}
}
