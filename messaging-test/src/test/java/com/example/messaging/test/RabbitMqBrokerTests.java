package com.example.messaging.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RabbitMqBrokerTests {

    @Test
    void takesTheBrokerThatTheEnvironmentNames() {
        RabbitMqBroker broker = ConfiguredBroker.find(Map.of(
                        "RABBITMQ_HOST", "rabbit.test",
                        "RABBITMQ_PORT", "5680",
                        "RABBITMQ_MANAGEMENT_PORT", "15680",
                        "RABBITMQ_MQTT_PORT", "11883",
                        "RABBITMQ_USERNAME", "me",
                        "RABBITMQ_PASSWORD", "secret"))
                .orElseThrow();

        assertThat(broker)
                .isEqualTo(new RabbitMqBroker(
                        "rabbit.test",
                        5680,
                        15680,
                        "me",
                        "secret",
                        "named by RABBITMQ_*",
                        Map.of("mqtt", 11883, "stomp", 61613)));
    }

    @Test
    void saysWhatToDoForAProtocolThatItDoesNotSpeak() {
        assertThatIllegalStateException()
                .isThrownBy(() -> new RabbitMqBroker("127.0.0.1", 1, 2, "me", "secret", "test").port("mqtt"))
                .withMessageContaining("enable the plugin 'rabbitmq_mqtt', and set RABBITMQ_MQTT_PORT");
    }

    @Test
    void looksFurtherWhenTheEnvironmentNamesNone() {
        assertThat(ConfiguredBroker.find(Map.of("RABBITMQ_USERNAME", "me"))).isEmpty();
    }

    @Test
    void saysWhichVariableIsNoPort() {
        assertThatIllegalStateException()
                .isThrownBy(() -> ConfiguredBroker.find(Map.of("RABBITMQ_PORT", "tcp://10.0.0.1:5672")))
                .withMessageContaining("'RABBITMQ_PORT' must be a port number, but is 'tcp://10.0.0.1:5672'");
    }

    @Test
    void takesTheFirstThatIsThereAndAsksNoFurther() {
        RabbitMqBroker second = new RabbitMqBroker("127.0.0.1", 1, 2, "me", "secret", "second");

        assertThat(RabbitMqBroker.firstOf(List.of(Optional::empty, () -> Optional.of(second), () -> {
                    throw new IllegalStateException("asked too far");
                })))
                .isSameAs(second);
    }

    @Test
    void failsAndSaysWhatToInstallWhenThereIsNone() {
        assertThatIllegalStateException()
                .isThrownBy(() -> RabbitMqBroker.firstOf(List.of(Optional::empty, Optional::empty)))
                .withMessageContaining("apt-get install rabbitmq-server")
                .withMessageContaining("Docker engine")
                .withMessageContaining("RABBITMQ_HOST");
    }
}
