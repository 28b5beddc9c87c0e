package com.example.messaging.listener;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.BackOffExecution;

/**
 * How long a listener waits before it connects again: longer each time, and briefly again in the next outage. A container
 * asks one execution for as long as it lives, so an ordinary exponential back-off would begin each outage with the longest
 * wait that an earlier one came to.
 */
final class ReconnectBackOff implements BackOff {

    static final Duration FIRST = Duration.ofMillis(500);

    /** Whoever did not ask for so long was connected meanwhile, or waited for an answer as long. */
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final long longestMillis;

    private final LongSupplier nanoTime;

    ReconnectBackOff(Duration longest) {
        this(longest, System::nanoTime);
    }

    ReconnectBackOff(Duration longest, LongSupplier nanoTime) {
        this.longestMillis = longest.toMillis();
        this.nanoTime = nanoTime;
    }

    @Override
    public BackOffExecution start() {
        return new BackOffExecution() {

            private long nextMillis = first();

            private long waitsUntil = nanoTime.getAsLong();

            @Override
            public synchronized long nextBackOff() {
                long now = nanoTime.getAsLong();
                long millis = now - waitsUntil > QUIET_NANOS ? first() : nextMillis;
                nextMillis = Math.min(millis * 2, longestMillis);
                waitsUntil = now + TimeUnit.MILLISECONDS.toNanos(millis);
                return millis;
            }
        };
    }

    private long first() {
        return Math.min(FIRST.toMillis(), longestMillis);
    }

    @Override
    public String toString() {
        return "ReconnectBackOff[%d ms to %d ms]".formatted(first(), longestMillis);
    }
}
