package com.example.messaging.properties;

import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

/**
 * What happens when a listener fails.
 *
 * @param delays Waiting times between attempts, in the consumer; there is one attempt more than there are delays. At
 *     most 15s together, because the messages behind wait too. Empty for a single attempt.
 * @param nonRetryable Exceptions that waiting does not heal, subclasses included: dead-lettered at once.
 */
public record RetryProperties(
        @Size(max = 20) @DefaultValue({"200ms", "1s"}) List<@PositiveDuration Duration> delays,
        @DefaultValue Set<Class<? extends Throwable>> nonRetryable) {

    private static final Duration LONGEST = Duration.ofSeconds(15);

    public RetryProperties {
        Assert.isTrue(
                delays.stream().reduce(Duration.ZERO, Duration::plus).compareTo(LONGEST) <= 0,
                "'delays' must not be longer than 15s together: the messages behind wait too");
    }
}
