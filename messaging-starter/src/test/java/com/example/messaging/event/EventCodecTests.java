package com.example.messaging.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.example.messaging.EventHeaders;
import com.example.messaging.UnknownEventTypeException;
import com.example.messaging.UnreadableEventException;
import com.example.messaging.sample.Greeted;
import com.example.messaging.sample.Thanked;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageDeliveryMode;
import org.springframework.amqp.core.MessageProperties;

class EventCodecTests {

    private static final Instant NOW = Instant.parse("2026-05-06T07:08:09.123Z");

    private static final UUID GUEST = UUID.fromString("0b0e7a4c-6a0f-4d5e-9a5f-111111111111");

    private final EventCatalog catalog = EventCatalog.of(List.of(Greeted.class, Thanked.class));

    private final EventCodec codec = new EventCodec(catalog, "reception", Clock.fixed(NOW, ZoneOffset.UTC));

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
    void anotherModeOfCloudEventsIsNotTakenForTheEvent() {
        Message message = message("greetings.greeted.v1", "{\"specversion\":\"1.0\",\"data\":{}}");
        message.getMessageProperties().setContentType("application/cloudevents+json");

        assertThatExceptionOfType(UnreadableEventException.class)
                .isThrownBy(() -> codec.read(message))
                .withMessageContaining("'application/cloudevents+json': this service reads CloudEvents in binary mode");
    }

    private static Message message(String routingKey, String body) {
        MessageProperties properties = new MessageProperties();
        properties.setReceivedRoutingKey(routingKey);
        return new Message(body.getBytes(StandardCharsets.UTF_8), properties);
    }
}
