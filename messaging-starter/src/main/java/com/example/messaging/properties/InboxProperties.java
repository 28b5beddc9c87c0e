package com.example.messaging.properties;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How messages that were handled are remembered, where there is a database.
 *
 * @param enabled Whether listeners run in a transaction that remembers the message, so that it takes effect once.
 * @param retention How long a handled message is remembered: longer than it can rest in a queue before it comes again.
 * @param purgeInterval How often messages past their retention are forgotten.
 * @param purgeBatchSize How many messages are forgotten in one transaction.
 */
public record InboxProperties(
        @DefaultValue("true") boolean enabled,

        @NotNull @PositiveDuration(upTo = "3650d") @DefaultValue("14d")
        Duration retention,

        @NotNull @PositiveDuration(upTo = "1d") @DefaultValue("1m")
        Duration purgeInterval,

        @Min(1) @Max(100_000) @DefaultValue("1000") int purgeBatchSize) {}
