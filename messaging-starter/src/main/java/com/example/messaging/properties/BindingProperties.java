package com.example.messaging.properties;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationPropertiesSource;

/**
 * One binding. In configuration, the routing key alone is short for {@code routing-key}.
 *
 * @param exchange Exchange that the messages come from. By default the first part of the routing key.
 * @param routingKey Routing key that the messages have, or a pattern: * for one word, # for any number of words.
 */
@ConfigurationPropertiesSource
public record BindingProperties(
        @ShortString String exchange, @ShortString String routingKey) {

    public BindingProperties(@Nullable String exchange, String routingKey) {
        this.exchange = exchange != null ? exchange : firstPart(routingKey);
        this.routingKey = routingKey;
    }

    /** Reads the short form: the routing key alone. */
    public static BindingProperties valueOf(String routingKey) {
        return new BindingProperties(null, routingKey);
    }

    private static String firstPart(@Nullable String routingKey) {
        return routingKey == null ? "" : routingKey.split("\\.", 2)[0];
    }
}
