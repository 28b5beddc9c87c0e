package com.example.benchmark.scenario;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** Waits for a count to be reached. */
final class Waiting {

    private static final long INTERVAL_NANOS = Duration.ofMillis(3).toNanos();

    private static final Duration TIMEOUT = Duration.ofMinutes(4);

    private Waiting() {}

    /** Looks often, and returns the time at which so many were there. */
    static long until(String what, LongSupplier count, long expected) {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        long found = count.getAsLong();
        while (found < expected) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("%d of %d %s within %s".formatted(found, expected, what, TIMEOUT));
            }
            LockSupport.parkNanos(INTERVAL_NANOS);
            found = count.getAsLong();
        }
        return System.nanoTime();
    }
}
