package com.example.simulator;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One device: a connection of its own, and a temperature that goes up and down. */
final class Device implements AutoCloseable {

    private static final Logger logger = LoggerFactory.getLogger(Device.class);

    static final String TOPIC = "telemetry/reading-recorded/v1";

    private static final int AT_LEAST_ONCE = 1;

    private static final int READINGS_PER_WAVE = 20;

    private final String id;

    private final double peak;

    private final MqttClient client;

    private int measured;

    /**
     * Connects a device.
     *
     * @param peak how hot it becomes, in degrees Celsius
     */
    Device(String id, double peak, DevicesProperties settings) throws MqttException {
        this.id = id;
        this.peak = peak;
        this.client = new MqttClient(settings.broker().toString(), id, new MemoryPersistence());
        MqttConnectOptions options = new MqttConnectOptions();
        options.setAutomaticReconnect(true);
        if (settings.username() != null) {
            options.setUserName(settings.username());
        }
        if (settings.password() != null) {
            options.setPassword(settings.password().toCharArray());
        }
        client.connect(options);
    }

    /**
     * Measures, and publishes it; returns when the broker has it. While the broker is away it tries again, with the same
     * reading: whoever gets it twice can tell.
     */
    void measure() throws InterruptedException {
        byte[] reading = reading(Instant.now()).getBytes(StandardCharsets.UTF_8);
        boolean told = false;
        while (true) {
            try {
                client.publish(TOPIC, reading, AT_LEAST_ONCE, false);
                return;
            } catch (MqttException ex) {
                if (!told) {
                    logger.warn("{} can't publish now, and tries again: {}", id, ex.getMessage());
                    told = true;
                }
                Thread.sleep(500);
            }
        }
    }

    private String reading(Instant at) {
        double wave = Math.sin(2 * Math.PI * measured++ / READINGS_PER_WAVE);
        return String.format(
                Locale.ROOT,
                "{\"deviceId\":\"%s\",\"temperature\":%.1f,\"measuredAt\":\"%s\"}",
                id,
                peak - 15 + 15 * wave,
                at.truncatedTo(ChronoUnit.MILLIS));
    }

    @Override
    public void close() throws MqttException {
        client.disconnect();
        client.close();
    }
}
