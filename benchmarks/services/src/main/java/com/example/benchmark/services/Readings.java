package com.example.benchmark.services;

import com.example.benchmark.scenario.EventMessage;
import com.example.model.telemetry.ReadingRecorded;
import com.rabbitmq.client.AMQP;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import tools.jackson.databind.json.JsonMapper;

/** Readings of many devices, which measure in turn, as the broker's MQTT plugin passes them on: bare JSON. */
final class Readings {

    static final String EXCHANGE = "amq.topic";

    static final String TYPE = "telemetry.reading-recorded.v1";

    static final String QUEUE = "telemetry.reading-recorded";

    /** Of each device one reading in so many is too hot, and the next one is not: each of them raises an alert. */
    private static final int HOT_EVERY = 100;

    private static final Instant BEGAN = Instant.parse("2026-11-23T23:31:55Z");

    private static final AMQP.BasicProperties PERSISTENT =
            new AMQP.BasicProperties.Builder().deliveryMode(2).build();

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final int devices;

    Readings(int devices) {
        this.devices = devices;
    }

    /** Those with numbers from {@code first} on; no two have the same body, so none is taken for another. */
    List<EventMessage> messages(long first, int count) {
        return LongStream.range(first, first + count)
                .mapToObj(number -> new EventMessage(PERSISTENT, JSON.writeValueAsBytes(reading(number))))
                .toList();
    }

    private ReadingRecorded reading(long number) {
        return new ReadingRecorded(device(number), isHot(number) ? 81.5 : 71.5, BEGAN.plusMillis(number));
    }

    private String device(long number) {
        return "device-" + number % devices;
    }

    private boolean isHot(long number) {
        return (number / devices + number % devices) % HOT_EVERY == HOT_EVERY - 1;
    }

    /** How many readings each device has among the first ones. */
    Map<String, Long> byDevice(long count) {
        Map<String, Long> readings = new HashMap<>();
        LongStream.range(0, count).forEach(number -> readings.merge(device(number), 1L, Long::sum));
        return readings;
    }

    /** How many alerts the first ones raise. */
    long alerts(long count) {
        return LongStream.range(0, count).filter(this::isHot).count();
    }
}
