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

    /**
     * Whether it lets a routing key through, as a topic exchange does it (AMQP 0-9-1, "The Topic Exchange Type").
     *
     * @param key a routing key, of a message that came to the exchange
     */
    public boolean matches(String key) {
        return matches(routingKey.split("\\.", -1), 0, key.split("\\.", -1), 0);
    }

    private static boolean matches(String[] pattern, int p, String[] words, int w) {
        if (p == pattern.length) {
            return w == words.length;
        }
        if (pattern[p].equals("#")) {
            return matches(pattern, p + 1, words, w) || (w < words.length && matches(pattern, p, words, w + 1));
        }
        return w < words.length
                && (pattern[p].equals("*") || pattern[p].equals(words[w]))
                && matches(pattern, p + 1, words, w + 1);
    }

    private static String firstPart(@Nullable String routingKey) {
        return routingKey == null ? "" : routingKey.split("\\.", 2)[0];
    }
}
