package com.example.messaging.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.messaging.sample.Booked;
import com.example.messaging.sample.Database;
import com.example.messaging.test.VirtualHost;
import com.example.messaging.test.WithRabbitMq;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageBuilder;
import org.springframework.amqp.core.MessageBuilderSupport;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** What others send, in whatever mode of CloudEvents, right or wrong. */
@SpringBootTest(
        classes = ForeignEventsIntegrationTests.Application.class,
        properties = {
            "spring.application.name=reception",
            "messaging.events.packages=com.example.messaging.sample",
            "messaging.retry.delays=10m",
            "messaging.queues.[reception.booked].bindings=rooms.booked.v1,rooms.booked.v2"
        })
@WithRabbitMq
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class ForeignEventsIntegrationTests {

    private static final String DEAD_LETTERS = "reception.booked.dlq";

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry registry) {
        Database.H2.addTo(registry);
    }

    @Autowired
    private VirtualHost virtualHost;

    @Autowired
    private Reception reception;

    private final UUID guest = UUID.randomUUID();

    private final String data = "{\"guestId\":\"%s\",\"room\":7}".formatted(guest);

    private final Booked booked = new Booked(guest, List.of(new Booked.Stay(new Booked.Room(7), 1)));

    @Test
    void anEventInStructuredModeIsHandledOnce() throws InterruptedException {
        String id = UUID.randomUUID().toString();

        send("rooms.booked.v1", structured(id, "'partitionkey':'p','data':" + data));
        // The same event, told in another way.
        send("rooms.booked.v1", binary(id).build());
        send("rooms.booked.v1", binary(UUID.randomUUID().toString()).build());

        assertThat(reception.seen.poll(10, TimeUnit.SECONDS))
                .isEqualTo(new Seen(booked, id, Map.of("partitionkey", "p")));
        assertThat(reception.seen.poll(10, TimeUnit.SECONDS)).isNotNull();
        await().untilAsserted(
                        () -> assertThat(virtualHost.depth("reception.booked")).isZero());
        assertThat(reception.seen).isEmpty();
    }

    @Test
    void extensionAttributesOfBinaryModeReachTheHandlerWithEitherPrefix() throws InterruptedException {
        String id = UUID.randomUUID().toString();

        send(
                "rooms.booked.v1",
                binary(id)
                        .setHeader("cloudEvents_partitionkey", "p")
                        .setHeader("cloudEvents:sequence", 3)
                        .setHeader("cloudEvents_sampled", true)
                        .setHeader("something-else", "x")
                        .build());

        assertThat(reception.seen.poll(10, TimeUnit.SECONDS))
                .isEqualTo(new Seen(booked, id, Map.of("partitionkey", "p", "sequence", 3, "sampled", true)));
    }

    /** More than 1024 bytes are another type at the client. */
    @Test
    void longAttributesReachTheHandler() throws InterruptedException {
        String id = UUID.randomUUID().toString();
        String text = "x".repeat(4000);

        send("rooms.booked.v1", binary(id).setHeader("cloudEvents_long", text).build());

        assertThat(reception.seen.poll(10, TimeUnit.SECONDS)).isEqualTo(new Seen(booked, id, Map.of("long", text)));
    }

    @Test
    void anEventOfLongAgoIsHandledOnce(CapturedOutput output) throws InterruptedException {
        String id = UUID.randomUUID().toString();

        send("rooms.booked.v1", structured(id, "'time':'0001-01-01T00:00:00Z','data':" + data));

        assertThat(reception.seen.poll(10, TimeUnit.SECONDS)).isEqualTo(new Seen(booked, id, Map.of()));
        await().untilAsserted(
                        () -> assertThat(virtualHost.depth("reception.booked")).isZero());
        assertThat(reception.seen).isEmpty();
        assertThat(output).doesNotContain("could not be settled");
    }

    @Test
    void aViolationThreeLevelsDeepIsADeadLetterAtOnceWithItsPointer() throws InterruptedException {
        String body =
                "{\"guestId\":\"%s\",\"stays\":[{\"nights\":1,\"room\":{\"number\":1}},{\"nights\":1,\"room\":{\"number\":0}}]}"
                        .formatted(guest);
        Message wrong = MessageBuilder.withBody(body.getBytes(StandardCharsets.UTF_8))
                .setHeader("of-the-sender", "kept")
                .build();

        send("rooms.booked.v2", wrong);
        send("rooms.booked.v1", binary(UUID.randomUUID().toString()).build());

        Message letter = virtualHost.take(DEAD_LETTERS);
        assertThat(letter.getBody()).isEqualTo(wrong.getBody());
        assertThat(letter.getMessageProperties().getHeaders())
                .containsEntry("of-the-sender", "kept")
                .containsEntry("failure-type", "com.example.messaging.InvalidEventException")
                .containsEntry("failure-attempts", 1);
        assertThat(letter.getMessageProperties().<String>getHeader("failure-message"))
                .contains("is no valid 'rooms.booked.v2': /stays/1/room/number must have a minimum value of 1");
        assertThat(reception.seen.poll(10, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void whatIsNoCloudEventIsADeadLetterThatSaysWhyAndIsKeptAsItCame() {
        assertDeadLetter(structured("", "'data':" + data), "/id is empty, or no text");
        assertDeadLetter(
                structured("4711", "'data':" + data, "2.0"), "/specversion is not 1.0, the only version that is known");
        assertDeadLetter(structured("4711", "'My_Name':'x','data':" + data), "/My_Name is no name of an attribute");
        assertDeadLetter(structured("4711", "'data':{}"), "/data/guestId is missing; /data/room is missing");
        assertDeadLetter(structured("4711", "'subject':'s'"), "/data ");
        assertDeadLetter(
                binary("4711").setHeader("cloudEvents_specversion", "0.3").build(), "/specversion is not 1.0");
        assertDeadLetter(binary("4711").setHeader("cloudEvents_No-Name", "x").build(), "/No-Name is no name");
        Message batch = MessageBuilder.withBody("[]".getBytes(StandardCharsets.UTF_8))
                .setContentType("application/cloudevents-batch+json")
                .build();
        assertDeadLetter(batch, "is not a JSON object");
        Message bytes =
                MessageBuilder.withBody(new byte[] {0, 1, 2, (byte) 0xff}).build();
        assertDeadLetter(bytes, "is not JSON: line 1, column 1");
    }

    private void assertDeadLetter(Message message, String why) {
        send("rooms.booked.v1", message);

        Message letter = virtualHost.take(DEAD_LETTERS);
        assertThat(letter.getBody()).isEqualTo(message.getBody());
        assertThat(letter.getMessageProperties().getContentType())
                .isEqualTo(message.getMessageProperties().getContentType());
        assertThat(letter.getMessageProperties().<String>getHeader("failure-message"))
                .contains(why);
        assertThat(letter.getMessageProperties().getHeaders()).containsEntry("failure-attempts", 1);
    }

    private MessageBuilderSupport<Message> binary(String id) {
        return MessageBuilder.withBody(data.getBytes(StandardCharsets.UTF_8))
                .setContentType("application/json")
                .setHeader("cloudEvents_specversion", "1.0")
                .setHeader("cloudEvents_id", id)
                .setHeader("cloudEvents_source", "/till")
                .setHeader("cloudEvents_type", "rooms.booked.v1");
    }

    private static Message structured(String id, String members) {
        return structured(id, members, "1.0");
    }

    private static Message structured(String id, String members, String version) {
        String event = "{'specversion':'%s','id':'%s','source':'/till','type':'rooms.booked.v1',%s}"
                .formatted(version, id, members)
                .replace('\'', '"');
        return MessageBuilder.withBody(event.getBytes(StandardCharsets.UTF_8))
                .setContentType("application/cloudevents+json")
                .build();
    }

    private void send(String routingKey, Message message) {
        virtualHost.template().send("rooms", routingKey, message);
    }

    /** What a handler saw. */
    record Seen(Booked event, String id, Map<String, Object> attributes) {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        Reception reception() {
            return new Reception();
        }
    }

    static class Reception {

        final BlockingQueue<Seen> seen = new LinkedBlockingQueue<>();

        @RabbitListener(queues = "reception.booked")
        void on(Booked event) {
            EventMetadata metadata = EventScope.current().orElseThrow();
            seen.add(new Seen(event, metadata.id(), metadata.attributes()));
        }
    }
}
