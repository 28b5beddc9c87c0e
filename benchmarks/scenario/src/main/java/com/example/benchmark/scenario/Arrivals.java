package com.example.benchmark.scenario;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/** Notes when each event of a stretch of numbers has arrived, which each has to do exactly once. */
public final class Arrivals {

    private static final long TIMEOUT_SECONDS = 240;

    private volatile Stretch stretch = new Stretch(0, 0);

    private volatile @Nullable String complaint;

    private record Stretch(long first, AtomicLongArray arrivedAt, CountDownLatch missing) {

        Stretch(long first, int count) {
            this(first, new AtomicLongArray(count), new CountDownLatch(count));
        }

        @Override
        public String toString() {
            return "%d from %d on".formatted(arrivedAt.length(), first);
        }
    }

    /** Begins a new stretch. */
    public void expect(long first, int count) {
        stretch = new Stretch(first, count);
    }

    void arrived(long number) {
        long now = System.nanoTime();
        Stretch current = stretch;
        long index = number - current.first;
        if (index < 0 || index >= current.arrivedAt.length()) {
            broken("Event %d has arrived, which is not among those expected: %s".formatted(number, current));
        } else if (current.arrivedAt.compareAndSet((int) index, 0, now)) {
            current.missing.countDown();
        } else {
            broken("Event %d has arrived twice".formatted(number));
        }
    }

    void broken(String what) {
        complaint = what;
    }

    /**
     * Waits until all of the stretch have arrived.
     *
     * @throws IllegalStateException if one does not, or any has arrived twice
     */
    public void await() {
        Stretch current = stretch;
        try {
            if (!current.missing.await(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("%d of %d events did not arrive. %s"
                        .formatted(
                                current.missing.getCount(),
                                current.arrivedAt.length(),
                                complaint == null ? "" : complaint));
            }
        } catch (InterruptedException ex) {
            throw new IllegalStateException(ex);
        }
        verify();
    }

    /**
     * Looks for what came since the wait was over.
     *
     * @throws IllegalStateException if an event has arrived twice
     */
    public void verify() {
        String found = complaint;
        if (found != null) {
            throw new IllegalStateException(found);
        }
    }

    /** When an event arrived, by {@link System#nanoTime()}. */
    public long arrivedAt(long number) {
        return stretch.arrivedAt.get((int) (number - stretch.first));
    }

    /** When the last of the stretch arrived. */
    public long lastArrivedAt() {
        Stretch current = stretch;
        long last = Long.MIN_VALUE;
        for (int i = 0; i < current.arrivedAt.length(); i++) {
            last = Math.max(last, current.arrivedAt.get(i));
        }
        return last;
    }
}
