package com.example.messaging.properties;

import jakarta.validation.Valid;
import java.util.List;
import java.util.Locale;
import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * One exchange. In configuration, {@code orders: topic} is short for {@code orders.type: topic}.
 *
 * @param type How it routes: by patterns of the routing key, by the exact routing key, to every queue, by headers.
 * @param alternate Whether messages that no queue wants go to the unroutable queue. Without it, publishing them fails.
 * @param bindings Which messages of other exchanges it receives as well, as those that come by MQTT from 'amq.topic'.
 */
@ConfigurationPropertiesSource
public record ExchangeProperties(
        @DefaultValue("topic") Type type,
        @DefaultValue("true") boolean alternate,
        @DefaultValue List<@Valid BindingProperties> bindings) {

    /** How exchanges route (RabbitMQ docs: "Exchanges"). */
    public enum Type {
        /** By patterns of the routing key. */
        TOPIC,
        /** By the exact routing key. */
        DIRECT,
        /** To every queue. */
        FANOUT,
        /** By headers. */
        HEADERS
    }

    /** Reads the short form: the type alone, or nothing for the defaults. */
    public static ExchangeProperties valueOf(String type) {
        return new ExchangeProperties(
                type.isBlank() ? Type.TOPIC : Type.valueOf(type.trim().toUpperCase(Locale.ROOT)), true, List.of());
    }
}
