package com.example.messaging.properties;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What happens when a listener fails.
 *
 * @param delays Waits between attempts. Each is a queue on the broker, in which the message waits while those behind it go
 *     on. Empty for a single attempt.
 * @param maxAttempts How many attempts there are in all. By default one more than there are delays; with more, the last
 *     delay repeats.
 * @param nonRetryable Exceptions that waiting does not heal, subclasses included: dead-lettered at once.
 */
public record RetryProperties(
        @Size(max = 20) @DefaultValue({"1s", "10s", "1m"}) List<@PositiveDuration(upTo = "1d") Duration> delays,

        @Min(1) @Max(1_000) @Nullable Integer maxAttempts,
        @DefaultValue Set<Class<? extends Throwable>> nonRetryable) {

    /** How many attempts there are in all. */
    public int attempts() {
        return delays.isEmpty() ? 1 : maxAttempts == null ? delays.size() + 1 : maxAttempts;
    }

    /**
     * How long to wait after an attempt that failed.
     *
     * @param attempt which one, counted from 1, and not the last
     */
    public Duration delayAfter(int attempt) {
        return delays.get(Math.min(attempt, delays.size()) - 1);
    }
}
