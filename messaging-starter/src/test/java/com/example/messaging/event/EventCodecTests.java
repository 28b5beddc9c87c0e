package com.example.messaging.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.example.messaging.EventHeaders;
import com.example.messaging.EventViolation;
import com.example.messaging.InvalidEventException;
import com.example.messaging.UnknownEventTypeException;
import com.example.messaging.UnreadableEventException;
import com.example.messaging.properties.MessagingProperties;
import com.example.messaging.sample.Booked;
import com.example.messaging.sample.BookedV1;
import com.example.messaging.sample.Greeted;
import com.example.messaging.sample.Thanked;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageDeliveryMode;
import org.springframework.amqp.core.MessageProperties;

class EventCodecTests {

    private static final Instant NOW = Instant.parse("2026-05-06T07:08:09.123Z");

    private static final UUID GUEST = UUID.fromString("0b0e7a4c-6a0f-4d5e-9a5f-111111111111");

    private final EventCatalog catalog =
            EventCatalog.of(List.of(Greeted.class, Thanked.class, Booked.class, BookedV1.class));

    private final EventCodec codec = codec(true);

    private EventCodec codec(boolean validate) {
        return new EventCodec(
                catalog,
                "reception",
                new MessagingProperties.Events(Set.of(), URI.create("urn:event-schema:"), validate),
                Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @Test
    void writesCloudEventsHeadersAndTheSameAsProperties() {
        Greeted event = Greeted.guest(GUEST);
        EventMetadata metadata = codec.describe(event);

        Message message = codec.write(event, metadata);

        MessageProperties properties = message.getMessageProperties();
        assertThat(properties.getHeaders())
                .containsOnly(
                        Map.entry("cloudEvents_specversion", "1.0"),
                        Map.entry("cloudEvents_id", metadata.id()),
                        Map.entry("cloudEvents_source", "/reception"),
                        Map.entry("cloudEvents_type", "greetings.greeted.v1"),
                        Map.entry("cloudEvents_subject", GUEST.toString()),
                        Map.entry("cloudEvents_time", "2026-05-06T07:08:09.123Z"),
                        Map.entry("cloudEvents_dataschema", "urn:event-schema:greetings.greeted.v1"));
        assertThat(properties.getMessageId()).isEqualTo(metadata.id());
        assertThat(properties.getType()).isEqualTo("greetings.greeted.v1");
        assertThat(properties.getTimestamp()).isEqualTo(Date.from(NOW));
        assertThat(properties.getContentType()).isEqualTo("application/json");
        assertThat(properties.getAppId()).isEqualTo("reception");
        assertThat(properties.getCorrelationId()).isEqualTo(metadata.id());
        assertThat(properties.getDeliveryMode()).isEqualTo(MessageDeliveryMode.PERSISTENT);
        assertThat(message.getBody())
                .asString()
                .isEqualTo(
                        "{\"guestId\":\"%s\",\"text\":\"hello\",\"at\":\"2026-01-02T03:04:05.678Z\"}".formatted(GUEST));
    }

    @Test
    void readsWhatItWrote() {
        Greeted event = Greeted.guest(GUEST);

        assertThat(codec.read(codec.write(event, codec.describe(event)))).isEqualTo(event);
    }

    @Test
    void toleratesFieldsThatANewerPublisherAdded() {
        Message message = message("greetings.thanked.v1", "{\"guestId\":\"%s\",\"new\":1}".formatted(GUEST));

        assertThat(codec.read(message)).isEqualTo(new Thanked(GUEST));
    }

    @Test
    void anEventPublishedWhileHandlingOneBelongsToItsConversation() {
        EventMetadata first = codec.describe(Greeted.guest(GUEST));

        EventMetadata second = EventScope.call(first, catalog, () -> codec.describe(new Thanked(GUEST)));

        assertThat(second.correlationId()).isEqualTo(first.id());
        assertThat(second.id()).isNotEqualTo(first.id());
    }

    @Test
    void logLinesNameTheEventAndItsKeyWhileItIsHandled() {
        MDC.put("guestId", "outer");
        EventMetadata metadata = codec.describe(Greeted.guest(GUEST));

        String seen = EventScope.call(
                metadata, catalog, () -> MDC.get("eventId") + " " + MDC.get("eventType") + " " + MDC.get("guestId"));

        assertThat(seen).isEqualTo(metadata.id() + " greetings.greeted.v1 " + GUEST);
        assertThat(MDC.get("eventId")).isNull();
        assertThat(MDC.get("guestId")).isEqualTo("outer");
        assertThat(EventScope.current()).isEmpty();
        MDC.clear();
    }

    @Test
    void aPlainMessageIsTypedByItsRoutingKeyAndIdentifiedByItsContent() {
        Message message = message("greetings.thanked.v1", "{\"guestId\":\"%s\"}".formatted(GUEST));
        Message same = message("greetings.thanked.v1", "{\"guestId\":\"%s\"}".formatted(GUEST));
        Message other = message("greetings.thanked.v1", "{\"guestId\":null}");

        assertThat(EventMetadata.of(message).type()).isEqualTo("greetings.thanked.v1");
        assertThat(EventMetadata.of(message).id())
                .isEqualTo(EventMetadata.of(same).id())
                .isNotEqualTo(EventMetadata.of(other).id());
    }

    @Test
    void headersWinOverPropertiesAndPropertiesOverTheRoutingKey() {
        Message message = message("some.key", "{}");
        message.getMessageProperties().setType("greetings.thanked.v1");
        message.getMessageProperties().setMessageId("m1");
        assertThat(EventMetadata.of(message).type()).isEqualTo("greetings.thanked.v1");
        assertThat(EventMetadata.of(message).id()).isEqualTo("m1");

        message.getMessageProperties().setHeader(EventHeaders.TYPE, "greetings.greeted.v1");
        message.getMessageProperties().setHeader(EventHeaders.ID, "e1");
        message.getMessageProperties().setHeader(EventHeaders.TIME, "2026-05-06T09:08:09+02:00");
        assertThat(EventMetadata.of(message).type()).isEqualTo("greetings.greeted.v1");
        assertThat(EventMetadata.of(message).id()).isEqualTo("e1");
        assertThat(EventMetadata.of(message).time()).isEqualTo("2026-05-06T07:08:09Z");
    }

    @Test
    void anUnknownTypeIsNamed() {
        assertThatExceptionOfType(UnknownEventTypeException.class)
                .isThrownBy(() -> codec.read(message("greetings.waved.v1", "{}")))
                .withMessageContaining("'greetings.waved.v1' is not known to this service");
    }

    @Test
    void anUnreadableBodyIsLocatedButNotQuoted() {
        assertThatExceptionOfType(UnreadableEventException.class)
                .isThrownBy(() -> codec.read(message("greetings.greeted.v1", "secret words")))
                .withMessageContaining("is not JSON: line 1")
                .withMessageNotContaining("secret");
        assertThatExceptionOfType(UnreadableEventException.class)
                .isThrownBy(() -> codec.read(message("greetings.greeted.v1", "{\"guestId\":\"secret\"}")))
                .withMessageContaining("is not of that shape at '/guestId'")
                .withMessageNotContaining("secret");
        assertThatExceptionOfType(UnreadableEventException.class)
                .isThrownBy(() -> codec.read(message("greetings.greeted.v1", "null")))
                .withMessageContaining("is null");
        assertThatExceptionOfType(UnreadableEventException.class)
                .isThrownBy(() -> codec.read(message("greetings.greeted.v1", "")));
    }

    @Test
    void whatIsTooLongToBeReadIsUnreadableToo() {
        assertThatExceptionOfType(UnreadableEventException.class)
                .isThrownBy(() -> codec.read(message("greetings.greeted.v1", "{\"x\":" + "9".repeat(1_001) + "}")))
                .withMessageContaining("too long to be read");
        assertThatExceptionOfType(UnreadableEventException.class)
                .isThrownBy(() -> codec.read(message("greetings.greeted.v1", "[".repeat(501))));
    }

    @Test
    void anEventInStructuredModeIsReadToo() {
        Message message = structured("""
                {"specversion":"1.0","id":"4711","source":"/till","type":"greetings.thanked.v1","subject":"s",
                 "time":"2026-05-06T09:08:09+02:00","partitionkey":"p","correlationid":"c",
                 "data":{"guestId":"%s"}}""".formatted(GUEST));

        assertThat(codec.read(message)).isEqualTo(new Thanked(GUEST));
        assertThat(EventMetadata.of(message))
                .isEqualTo(new EventMetadata(
                        "4711",
                        "/till",
                        "greetings.thanked.v1",
                        "s",
                        Instant.parse("2026-05-06T07:08:09Z"),
                        "c",
                        Map.of("partitionkey", "p", "correlationid", "c")));
    }

    @Test
    void whatClaimsToBeACloudEventHasToBeOne() {
        Message structured = structured(
                "{\"specversion\":\"2.0\",\"source\":\"/till\",\"type\":\"greetings.thanked.v1\",\"data\":{}}");
        assertThatExceptionOfType(InvalidEventException.class)
                .isThrownBy(() -> codec.read(structured))
                .withMessageContaining("is no valid CloudEvent: ")
                .withMessageContaining("/id is missing")
                .withMessageContaining("/specversion is not 1.0");

        Message binary = message("greetings.thanked.v1", "{\"guestId\":\"%s\"}".formatted(GUEST));
        binary.getMessageProperties().setHeader(EventHeaders.SPEC_VERSION, "1.0");
        binary.getMessageProperties().setHeader(EventHeaders.SOURCE, "/till");
        binary.getMessageProperties().setHeader("cloudEvents:type", "greetings.thanked.v1");
        assertThatExceptionOfType(InvalidEventException.class)
                .isThrownBy(() -> codec.read(binary))
                .withMessageEndingWith("is no valid CloudEvent: /id is missing");

        binary.getMessageProperties().setMessageId("4711");
        assertThat(codec.read(binary)).isEqualTo(new Thanked(GUEST));

        binary.getMessageProperties().setHeader("cloudEvents_No-Name", "x");
        assertThatExceptionOfType(InvalidEventException.class)
                .isThrownBy(() -> codec.read(binary))
                .withMessageContaining("/No-Name is no name of an attribute");
    }

    @Test
    void aStructuredMessageThatIsNoneIsTypedByItsRoutingKey() {
        Message message = structured("secret words");
        message.getMessageProperties().setReceivedRoutingKey("greetings.thanked.v1");

        assertThat(EventMetadata.of(message).type()).isEqualTo("greetings.thanked.v1");
        assertThatExceptionOfType(UnreadableEventException.class)
                .isThrownBy(() -> codec.read(message))
                .withMessageContaining("is not JSON: line 1")
                .withMessageNotContaining("secret");
    }

    @Test
    void aBodyHasToKeepToItsSchema() {
        Message message = message(
                "rooms.booked.v2",
                "{\"guestId\":\"secret\",\"stays\":[{\"nights\":1,\"room\":{\"number\":1}},{\"nights\":\"secret\",\"room\":{\"number\":0}},{\"nights\":1,\"room\":{}}]}");

        assertThatExceptionOfType(InvalidEventException.class)
                .isThrownBy(() -> codec.read(message))
                .withMessageContaining("is no valid 'rooms.booked.v2': ")
                .withMessageNotContaining("secret")
                .satisfies(ex -> assertThat(ex.violations())
                        .extracting(EventViolation::pointer)
                        .containsExactlyInAnyOrder(
                                "/guestId", "/stays/1/nights", "/stays/1/room/number", "/stays/2/room/number"));
        assertThatExceptionOfType(UnreadableEventException.class)
                .isThrownBy(() -> codec(false).read(message))
                .withMessageContaining("is not of that shape at '/guestId'");
    }

    @Test
    void whatIsPublishedHasToKeepToItToo() {
        Booked wrong = new Booked(GUEST, List.of());

        assertThatExceptionOfType(InvalidEventException.class)
                .isThrownBy(() -> codec.writeBody(wrong))
                .withMessageStartingWith("An event that is to be published is no valid 'rooms.booked.v2': /stays ");
        assertThat(codec(false).writeBody(wrong)).isNotEmpty();
    }

    @Test
    void aListenerGetsTheVersionThatItTakes() {
        EventMessageConverter converter = new EventMessageConverter(codec);
        Message message = message("rooms.booked.v1", "{\"guestId\":\"%s\",\"room\":7}".formatted(GUEST));
        Booked newest = new Booked(GUEST, List.of(new Booked.Stay(new Booked.Room(7), 1)));

        assertThat(converter.fromMessage(message)).isEqualTo(newest);
        message.getMessageProperties().setInferredArgumentType(Booked.class);
        assertThat(converter.fromMessage(message)).isEqualTo(newest);
        message.getMessageProperties().setInferredArgumentType(BookedV1.class);
        assertThat(converter.fromMessage(message)).isEqualTo(new BookedV1(GUEST, 7));
        message.getMessageProperties().setInferredArgumentType(Thanked.class);
        assertThatExceptionOfType(UnknownEventTypeException.class)
                .isThrownBy(() -> converter.fromMessage(message))
                .withMessageContaining("takes Thanked, but the event is a 'rooms.booked.v1'");
    }

    @Test
    void anEventOfOthersKeepsItsAttributes() {
        CloudEvent event = CloudEvent.of(
                Map.of(
                        "specversion", "1.0",
                        "id", "4711",
                        "source", "https://till.example.com/1",
                        "type", "rooms.booked.v1",
                        "time", "2026-05-06T09:08:09+02:00",
                        "dataschema", "https://example.com/s",
                        "partitionkey", "p",
                        "sequence", 3,
                        "sampled", true),
                EventJson.MAPPER.readTree("{\"guestId\":\"%s\",\"room\":7,\"new\":1.10}".formatted(GUEST)));

        IncomingEvent accepted = codec.accept(event);
        MessageProperties properties = codec.writeProperties(accepted.metadata());

        assertThat(properties.getHeaders())
                .containsOnly(
                        Map.entry("cloudEvents_specversion", "1.0"),
                        Map.entry("cloudEvents_id", "4711"),
                        Map.entry("cloudEvents_source", "https://till.example.com/1"),
                        Map.entry("cloudEvents_type", "rooms.booked.v1"),
                        Map.entry("cloudEvents_subject", GUEST.toString()),
                        Map.entry("cloudEvents_time", "2026-05-06T07:08:09Z"),
                        Map.entry("cloudEvents_dataschema", "https://example.com/s"),
                        Map.entry("cloudEvents_partitionkey", "p"),
                        Map.entry("cloudEvents_sequence", 3),
                        Map.entry("cloudEvents_sampled", true));
        assertThat(accepted.body()).asString().contains("\"new\":1.10");
        Message received = new Message(accepted.body(), properties);
        assertThat(EventMetadata.of(received)).isEqualTo(accepted.metadata());
        assertThat(EventMetadata.attributesOf(accepted.metadata().attributesAsJson()))
                .isEqualTo(accepted.metadata().attributes());
    }

    @Test
    void anEventOfOthersIsNotTakenIfItIsWrong() {
        CloudEvent event = CloudEvent.of(
                Map.of("specversion", "1.0", "id", "", "source", "/reception", "type", "rooms.booked.v1"),
                EventJson.MAPPER.readTree("{\"room\":0}"));
        assertThatExceptionOfType(InvalidEventException.class)
                .isThrownBy(() -> codec.accept(event))
                .satisfies(ex -> assertThat(ex.violations())
                        .extracting(EventViolation::pointer)
                        .containsExactlyInAnyOrder("/id", "/source", "/data/guestId", "/data/room"));

        CloudEvent unknown = CloudEvent.of(
                Map.of("specversion", "1.0", "id", "1", "source", "/a", "type", "rooms.left.v1"),
                EventJson.MAPPER.readTree("{}"));
        assertThatExceptionOfType(InvalidEventException.class)
                .isThrownBy(() -> codec.accept(unknown))
                .satisfies(ex -> assertThat(ex.violations())
                        .containsExactly(new EventViolation("/type", "is not known to this service")));

        CloudEvent other = CloudEvent.of(
                Map.of("specversion", "1.0", "id", "1", "source", "/a", "type", "rooms.booked.v1", "subject", "else"),
                EventJson.MAPPER.readTree("{\"guestId\":\"%s\",\"room\":7}".formatted(GUEST)));
        assertThatExceptionOfType(InvalidEventException.class)
                .isThrownBy(() -> codec.accept(other))
                .satisfies(ex -> assertThat(ex.violations())
                        .containsExactly(new EventViolation("/subject", "is not the event's key, /data/guestId")));
    }

    private static Message structured(String body) {
        Message message = message("any.key", body);
        message.getMessageProperties().setContentType("application/cloudevents+json; charset=UTF-8");
        return message;
    }

    private static Message message(String routingKey, String body) {
        MessageProperties properties = new MessageProperties();
        properties.setReceivedRoutingKey(routingKey);
        return new Message(body.getBytes(StandardCharsets.UTF_8), properties);
    }
}
