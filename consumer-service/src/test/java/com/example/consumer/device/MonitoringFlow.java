package com.example.consumer.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.messaging.test.RabbitMqBroker;
import com.example.messaging.test.VirtualHost;
import com.example.messaging.test.WithRabbitMq;
import com.example.messaging.test.web.ServiceClient;
import com.example.model.telemetry.ReadingRecorded;
import com.jayway.jsonpath.JsonPath;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.amqp.core.Message;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.http.MediaType;
import org.springframework.messaging.simp.stomp.ReactorNettyTcpStompClient;
import org.springframework.messaging.simp.stomp.StompHeaders;
import org.springframework.messaging.simp.stomp.StompSession;
import org.springframework.messaging.simp.stomp.StompSessionHandlerAdapter;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.util.MimeTypeUtils;

/** What becomes of readings, by real clients of MQTT, STOMP, AMQP and HTTP; its subclasses name the database. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = "DATA_DIRECTORY=./target/test-data/${random.uuid}")
@WithRabbitMq
@Timeout(90)
abstract class MonitoringFlow {

    private static final String TOPIC = "telemetry/reading-recorded/v1";

    private static final String READINGS = "/exchange/telemetry/telemetry.reading-recorded.v1";

    private static final String DEAD_LETTERS = "telemetry.reading-recorded.dlq";

    private static final int DEVICES_OF_A_GROUP = 30;

    private final String device = "boiler-" + UUID.randomUUID();

    private final BlockingQueue<String> alerts = new LinkedBlockingQueue<>();

    private final SimpleAsyncTaskScheduler scheduler = new SimpleAsyncTaskScheduler();

    private ReactorNettyTcpStompClient stompClient;

    private RestTestClient client;

    private MqttClient mqtt;

    private StompSession stomp;

    @Autowired
    private VirtualHost virtualHost;

    @BeforeEach
    void connect(@Autowired Environment environment) throws Exception {
        client = ServiceClient.api(environment);
        RabbitMqBroker broker = virtualHost.broker();
        mqtt = new MqttClient(
                "tcp://%s:%d".formatted(broker.host(), broker.port(RabbitMqBroker.MQTT)),
                device,
                new MemoryPersistence());
        MqttConnectOptions options = new MqttConnectOptions();
        options.setUserName(virtualHost.name() + ":" + broker.username());
        options.setPassword(broker.password().toCharArray());
        mqtt.connect(options);
        stompClient = new ReactorNettyTcpStompClient(broker.host(), broker.port(RabbitMqBroker.STOMP));
        stompClient.setTaskScheduler(scheduler);
        StompHeaders headers = new StompHeaders();
        headers.setHost(virtualHost.name());
        headers.setLogin(broker.username());
        headers.setPasscode(broker.password());
        stomp = stompClient
                .connectAsync(headers, new StompSessionHandlerAdapter() {})
                .get(10, TimeUnit.SECONDS);
        virtualHost.admin().purgeQueue(DEAD_LETTERS);
    }

    @AfterEach
    void disconnect() throws Exception {
        mqtt.disconnect();
        mqtt.close();
        stomp.disconnect();
        stompClient.shutdown();
        scheduler.close();
    }

    @Test
    void readingsThatADevicePublishesByMqttAreItsState() throws Exception {
        measure(0, 20.5);
        measure(1, 21.5);

        awaitReadings(2);
        assertThat(shown("$.temperature", Double.class)).isEqualTo(21.5);
        assertThat(shown("$.measuredAt", String.class)).isEqualTo("2026-01-02T03:04:01Z");
        assertThat(shown("$.alerting", Boolean.class)).isFalse();
        assertThat(JsonPath.<List<String>>read(get("/api/devices?size=100"), "$.devices[*].id"))
                .contains(device);
    }

    @Test
    void aReadingThatComesTwiceCountsOnce() throws Exception {
        measure(0, 20.5);
        measure(0, 20.5);
        measure(1, 20.5);

        awaitReadings(2);
    }

    @Test
    void aLateReadingMovesNothingBackwards() throws Exception {
        measure(5, 25);
        measure(3, 90);

        awaitReadings(2);
        assertThat(shown("$.temperature", Double.class)).isEqualTo(25);
        assertThat(shown("$.alerting", Boolean.class)).isFalse();
    }

    @Test
    void anAlertIsRaisedOncePerCrossing() throws Exception {
        subscribeToAlerts();

        int second = 0;
        for (double temperature : new double[] {79.9, 80, 85, 76, 81, 74.9, 79, 80.5, 81}) {
            measure(second++, temperature);
        }

        assertThat(JsonPath.<Double>read(nextAlert(), "$.temperature")).isEqualTo(80);
        String second80 = nextAlert();
        assertThat(JsonPath.<Double>read(second80, "$.temperature")).isEqualTo(80.5);
        assertThat(JsonPath.<Double>read(second80, "$.threshold")).isEqualTo(80);
        assertThat(JsonPath.<String>read(second80, "$.measuredAt")).isEqualTo("2026-01-02T03:04:07Z");
        awaitReadings(9);
        // Alerts of one device keep their order: another in between would have come before this one.
        measure(second++, 20);
        measure(second, 99);
        assertThat(JsonPath.<Double>read(nextAlert(), "$.temperature")).isEqualTo(99);
    }

    @Test
    void aStompClientPublishesReadingsToo() {
        send(reading(0, 30), "application/json");
        send(reading(1, 31), "text/plain");

        awaitReadings(2);
    }

    @Test
    void anHttpClientPublishesReadingsToo() {
        client.post()
                .uri("/api/events")
                .contentType(MediaType.APPLICATION_JSON)
                .header("ce-specversion", "1.0")
                .header("ce-id", UUID.randomUUID().toString())
                .header("ce-source", "/" + device)
                .header("ce-type", "telemetry.reading-recorded.v1")
                .body(reading(0, 40))
                .exchange()
                .expectStatus()
                .isAccepted();

        awaitReadings(1);
    }

    @Test
    void whatIsNoReadingIsADeadLetterAndTheNextOneIsTaken() throws Exception {
        publish(new byte[] {0x0a, 0x03, (byte) 0xff, 0x00});
        assertDeadLetter("is not JSON: line 2, column 1");

        publish(reading(0, 20).replace("20.0", "\"warm\"").getBytes(StandardCharsets.UTF_8));
        assertDeadLetter("/temperature string found, number expected");

        publish(reading(0, -300).getBytes(StandardCharsets.UTF_8));
        assertDeadLetter("/temperature must have a minimum value of -273.15");

        send("<reading/>", "application/xml");
        assertDeadLetter("is not JSON: line 1, column 1");

        send(reading(0, 20), "application/cloudevents+json");
        assertDeadLetter("is no valid CloudEvent: ");

        measure(1, 20);
        awaitReadings(1);
    }

    @Test
    void aReadingOfAClockThatIsAheadIsADeadLetterAndItsNeighboursAreTaken() {
        Instant now = Instant.now();
        for (int i = 0; i < 10; i++) {
            send(reading(now.plusSeconds(i), 20), "application/json");
        }
        send(reading(now.plus(Duration.ofMinutes(10)), 30), "application/json");
        for (int i = 10; i < 20; i++) {
            send(reading(now.plusSeconds(i), 20), "application/json");
        }
        send(reading(now.plus(Duration.ofMinutes(4)), 21), "application/json");

        assertDeadLetter("The device's clock is ahead: " + device);
        awaitReadings(21);
        assertThat(shown("$.temperature", Double.class)).isEqualTo(21);
    }

    @Test
    void readingsOfTheSameDevicesInOppositeOrderDoNotHoldEachOtherUp(@Autowired DeviceService devices)
            throws Exception {
        int rounds = 30;
        CyclicBarrier together = new CyclicBarrier(2);
        ExecutorService instances = Executors.newFixedThreadPool(2);
        try {
            List<Future<?>> ends = new ArrayList<>();
            for (boolean reversed : new boolean[] {false, true}) {
                ends.add(instances.submit(() -> {
                    for (int round = 0; round < rounds; round++) {
                        together.await(30, TimeUnit.SECONDS);
                        devices.record(group(round, reversed));
                    }
                    return null;
                }));
            }
            for (Future<?> end : ends) {
                end.get(60, TimeUnit.SECONDS);
            }
        } finally {
            instances.shutdownNow();
        }

        assertThat(devices.find(device + "-" + rounds))
                .hasValueSatisfying(seen -> assertThat(seen.readings()).isEqualTo(2 * DEVICES_OF_A_GROUP));
    }

    @Test
    void aReadingThatNobodyKnowsDoesNotDisappear() throws Exception {
        mqtt.publish("telemetry/reading-recorded/v9", "{}".getBytes(StandardCharsets.UTF_8), 1, false);

        Message message = virtualHost.take("unroutable");
        assertThat(message.getMessageProperties().getReceivedRoutingKey()).isEqualTo("telemetry.reading-recorded.v9");
    }

    @Test
    void aDeviceThatNobodyHeardOfIsNotFound() {
        client.get().uri("/api/devices/nobody").exchange().expectStatus().isNotFound();
    }

    /** Of each round's devices, the last one is new. */
    private List<ReadingRecorded> group(int round, boolean reversed) {
        List<ReadingRecorded> group = new ArrayList<>();
        for (int i = 1; i <= DEVICES_OF_A_GROUP; i++) {
            group.add(new ReadingRecorded(device + "-" + (round + i), 20, Instant.now()));
        }
        if (reversed) {
            Collections.reverse(group);
        }
        return group;
    }

    private void subscribeToAlerts() throws InterruptedException {
        CountDownLatch subscribed = new CountDownLatch(1);
        StompHeaders headers = new StompHeaders();
        headers.setDestination("/exchange/telemetry/telemetry.alert-raised.*");
        stomp.setAutoReceipt(true);
        StompSession.Subscription subscription = stomp.subscribe(headers, new StompSessionHandlerAdapter() {

            @Override
            public Type getPayloadType(StompHeaders headers) {
                return byte[].class;
            }

            @Override
            public void handleFrame(StompHeaders headers, Object payload) {
                String alert = new String((byte[]) payload, StandardCharsets.UTF_8);
                if (alert.contains(device)) {
                    alerts.add(alert);
                }
            }
        });
        subscription.addReceiptTask(subscribed::countDown);
        assertThat(subscribed.await(10, TimeUnit.SECONDS)).isTrue();
    }

    private String nextAlert() throws InterruptedException {
        String alert = alerts.poll(10, TimeUnit.SECONDS);
        assertThat(alert).isNotNull();
        return alert;
    }

    private String reading(int second, double temperature) {
        return reading(Instant.parse("2026-01-02T03:04:00Z").plusSeconds(second), temperature);
    }

    private String reading(Instant measuredAt, double temperature) {
        return "{\"deviceId\":\"%s\",\"temperature\":%s,\"measuredAt\":\"%s\"}"
                .formatted(device, temperature, measuredAt);
    }

    private void measure(int second, double temperature) throws Exception {
        publish(reading(second, temperature).getBytes(StandardCharsets.UTF_8));
    }

    private void publish(byte[] body) throws Exception {
        mqtt.publish(TOPIC, body, 1, false);
    }

    private void send(String body, String contentType) {
        StompHeaders headers = new StompHeaders();
        headers.setDestination(READINGS);
        headers.setContentType(MimeTypeUtils.parseMimeType(contentType));
        stomp.send(headers, body.getBytes(StandardCharsets.UTF_8));
    }

    private void assertDeadLetter(String why) {
        Message letter = virtualHost.take(DEAD_LETTERS);
        assertThat(letter).isNotNull();
        assertThat(letter.getMessageProperties().<String>getHeader("failure-message"))
                .contains(why);
    }

    private void awaitReadings(int count) {
        await().untilAsserted(
                        () -> assertThat(get("/api/devices/" + device)).contains("\"readings\":%d}".formatted(count)));
    }

    private <T> T shown(String path, Class<T> type) {
        return JsonPath.parse(get("/api/devices/" + device)).read(path, type);
    }

    private String get(String path) {
        return client.get().uri(path).exchange().returnResult(String.class).getResponseBody();
    }
}
