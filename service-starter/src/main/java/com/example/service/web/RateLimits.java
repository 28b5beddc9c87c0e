package com.example.service.web;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A token bucket for each of those who ask. The least active are forgotten first. */
final class RateLimits {

    private static final int MOST_REMEMBERED = 10_000;

    private static final Duration REMEMBERED = Duration.ofHours(1);

    private final Cache<String, Bucket> buckets;

    private final Bandwidth bandwidth;

    /** Takes {@code tokens} in each period, and {@code burst} at once. */
    RateLimits(long tokens, Duration period, long burst) {
        this.bandwidth =
                Bandwidth.builder().capacity(burst).refillGreedy(tokens, period).build();
        this.buckets = Caffeine.newBuilder()
                .maximumSize(MOST_REMEMBERED)
                .expireAfterAccess(REMEMBERED)
                .build();
    }

    /** Takes a token, and returns 0; if there is none, returns after how many seconds there will be one. */
    long take(String who) {
        return seconds(bucket(who).tryConsumeAndReturnRemaining(1).getNanosToWaitForRefill());
    }

    /** As {@link #take}, but leaves the token. */
    long look(String who) {
        return seconds(bucket(who).estimateAbilityToConsume(1).getNanosToWaitForRefill());
    }

    /** Takes a token, also one that is not there yet: many at once are paid for by waiting all the longer. */
    void charge(String who) {
        bucket(who).consumeIgnoringRateLimits(1);
    }

    private Bucket bucket(String who) {
        return buckets.get(who, key -> Bucket.builder().addLimit(bandwidth).build());
    }

    private static long seconds(long nanos) {
        return TimeUnit.NANOSECONDS.toSeconds(nanos + TimeUnit.SECONDS.toNanos(1) - 1);
    }
}
