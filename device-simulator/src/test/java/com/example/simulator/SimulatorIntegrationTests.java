package com.example.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.example.messaging.test.BrokerUser;
import com.example.messaging.test.RabbitMqBroker;
import com.example.messaging.test.VirtualHost;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.amqp.core.Binding;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.Queue;
import org.springframework.boot.SpringApplication;

@Timeout(60)
class SimulatorIntegrationTests {

    private static final Pattern READING = Pattern.compile(
            "\\{\"deviceId\":\"(boiler-\\d)\",\"temperature\":(-?\\d+\\.\\d),\"measuredAt\":\"[0-9T:.-]+Z\"}");

    private final VirtualHost virtualHost = RabbitMqBroker.shared().newVirtualHost();

    @BeforeEach
    void listen() {
        virtualHost.admin().declareQueue(new Queue("seen"));
        virtualHost
                .admin()
                .declareBinding(new Binding(
                        "seen", Binding.DestinationType.QUEUE, "amq.topic", "telemetry.reading-recorded.v1", null));
    }

    @AfterEach
    void close() {
        virtualHost.close();
    }

    private void simulate(String... settings) {
        RabbitMqBroker broker = virtualHost.broker();
        simulateAs(broker.username(), broker.password(), settings);
    }

    private void simulateAs(String user, String password, String... settings) {
        List<String> arguments = new ArrayList<>(List.of(
                "--devices.broker=" + address(),
                "--devices.username=%s:%s".formatted(virtualHost.name(), user),
                "--devices.password=" + password,
                "--devices.interval=1ms"));
        arguments.addAll(List.of(settings));
        SpringApplication.run(SimulatorApplication.class, arguments.toArray(String[]::new))
                .close();
    }

    private String address() {
        RabbitMqBroker broker = virtualHost.broker();
        return "tcp://%s:%d".formatted(broker.host(), broker.port(RabbitMqBroker.MQTT));
    }

    @Test
    void eachDevicePublishesItsReadingsAndTheHotOneBecomesTooHot() {
        simulate("--devices.count=3", "--devices.hot=1", "--devices.readings=20");

        Set<String> devices = new HashSet<>();
        Set<String> tooHot = new HashSet<>();
        for (int i = 0; i < 60; i++) {
            Message message = virtualHost.take("seen");
            Matcher reading = READING.matcher(new String(message.getBody(), StandardCharsets.UTF_8));
            assertThat(reading.matches()).isTrue();
            devices.add(reading.group(1));
            if (Double.parseDouble(reading.group(2)) >= 80) {
                tooHot.add(reading.group(1));
            }
        }
        assertThat(virtualHost.depth("seen")).isZero();
        assertThat(devices).containsExactlyInAnyOrder("boiler-1", "boiler-2", "boiler-3");
        assertThat(tooHot).containsExactly("boiler-1");
    }

    @Test
    void theUserThatTheDemoHasForDevicesPublishesReadingsAndMayDoNothingElse() throws MqttException {
        BrokerUser user = virtualHost
                .importDefinitions(Path.of("../deploy/rabbitmq/definitions.json"))
                .get("device");

        simulateAs(user.name(), user.password(), "--devices.count=1", "--devices.readings=2");

        assertThat(virtualHost.take("seen")).isNotNull();
        assertThat(virtualHost.take("seen")).isNotNull();
        assertRefused(user, client -> client.subscribe("telemetry/#", 1));
        assertRefused(user, client -> client.publish("telemetry/alert-raised/v1", new byte[0], 1, false));
    }

    private interface Attempt {

        void by(MqttClient client) throws MqttException;
    }

    private void assertRefused(BrokerUser user, Attempt attempt) throws MqttException {
        try (MqttClient client = new MqttClient(address(), "curious", new MemoryPersistence())) {
            MqttConnectOptions options = new MqttConnectOptions();
            options.setUserName(virtualHost.name() + ":" + user.name());
            options.setPassword(user.password().toCharArray());
            client.connect(options);

            assertThatExceptionOfType(MqttException.class).isThrownBy(() -> attempt.by(client));
            if (client.isConnected()) {
                client.disconnect();
            }
        }
    }

    @Test
    void withoutBrokerItFails() {
        assertThatException().isThrownBy(() -> simulate("--devices.broker=tcp://127.0.0.1:1"));
    }
}
