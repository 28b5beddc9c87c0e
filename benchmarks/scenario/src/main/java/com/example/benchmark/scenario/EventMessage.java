package com.example.benchmark.scenario;

import com.rabbitmq.client.AMQP;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/**
 * An event as a message, the same on the wire whoever publishes it: CloudEvents in binary mode.
 *
 * @param properties its properties and headers
 * @param body its body, JSON
 */
public record EventMessage(AMQP.BasicProperties properties, byte[] body) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Writes an event. */
    public static EventMessage of(Placed event) {
        return new EventMessage(
                properties("id-" + event.number(), event.key().toString()), JSON.writeValueAsBytes(event));
    }

    /** The properties of an event that has this id and this key. */
    public static AMQP.BasicProperties properties(String id, String key) {
        Instant now = Instant.now();
        return new AMQP.BasicProperties.Builder()
                .contentType("application/json")
                .deliveryMode(2)
                .messageId(id)
                .type(Placed.TYPE)
                .appId("benchmark")
                .correlationId(id)
                .timestamp(Date.from(now))
                .headers(headers(id, key, now))
                .build();
    }

    /** The headers of an event that has this id and this key. */
    public static Map<String, Object> headers(String id, String key, Instant time) {
        Map<String, Object> headers = new HashMap<>();
        headers.put("cloudEvents_specversion", "1.0");
        headers.put("cloudEvents_id", id);
        headers.put("cloudEvents_source", "/benchmark");
        headers.put("cloudEvents_type", Placed.TYPE);
        headers.put("cloudEvents_dataschema", "urn:event-schema:" + Placed.TYPE);
        headers.put("cloudEvents_time", time.toString());
        headers.put("cloudEvents_subject", key);
        return headers;
    }

    /** Reads the number of an event, and no more than that. */
    static long numberIn(byte[] body) {
        try (JsonParser parser = JSON.createParser(body)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.PROPERTY_NAME && "number".equals(parser.currentName())) {
                    parser.nextToken();
                    return parser.getLongValue();
                }
            }
        }
        throw new IllegalArgumentException("A message without a number arrived");
    }
}
