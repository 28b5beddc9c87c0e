package com.example.messaging.audit;

import com.example.messaging.event.EventCatalog;
import com.example.messaging.event.EventMetadata;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;

/**
 * An event of the audit trail as people see it.
 *
 * @param offset its place in the stream
 * @param id the event's id
 * @param type its type
 * @param source who published it
 * @param key what it is about
 * @param time when it happened
 * @param exchange where it was published to
 * @param routingKey with which routing key
 * @param correlationId the conversation that it belongs to
 * @param traceParent the trace that it belongs to
 * @param body its body, as text
 */
record AuditedEvent(
        long offset,
        String id,
        String type,
        String source,
        @Nullable String key,
        @Nullable Instant time,
        String exchange,
        String routingKey,
        String correlationId,
        @Nullable String traceParent,
        String body) {

    private static final int LONGEST_BODY = 16_384;

    static AuditedEvent of(Message message, EventCatalog catalog) {
        EventMetadata event = EventMetadata.of(message);
        MessageProperties properties = message.getMessageProperties();
        Object traceParent = properties.getHeader("traceparent");
        String body = new String(message.getBody(), StandardCharsets.UTF_8);
        return new AuditedEvent(
                AuditReader.offsetOf(message),
                event.id(),
                event.type(),
                event.source(),
                catalog.subjectOf(message, event),
                event.time(),
                String.valueOf(properties.getReceivedExchange()),
                String.valueOf(properties.getReceivedRoutingKey()),
                event.correlationId(),
                traceParent == null ? null : traceParent.toString(),
                body.length() <= LONGEST_BODY ? body : body.substring(0, LONGEST_BODY) + "...");
    }
}
