package com.example.messaging.listener;

import com.example.messaging.properties.MessagingProperties;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pauses a listener when most of its last attempts failed, so that an outage behind it does not empty the queue into the
 * dead letters. After the pause one message is tried: if that succeeds all go on, else the next pause is twice as long.
 * Shared by the consumers of one listener.
 */
final class KillSwitch {

    private static final Logger logger = LoggerFactory.getLogger(KillSwitch.class);

    private static final Duration LOOK = Duration.ofMillis(50);

    private static final Duration LONGEST_OUTAGE_PAUSE = Duration.ofSeconds(5);

    private final String queue;

    private final MessagingProperties.KillSwitch properties;

    private final Deque<Boolean> attempts = new ArrayDeque<>();

    private int failures;

    private Duration pause = Duration.ZERO;

    private long pausedUntil;

    private boolean probing;

    private @Nullable String reason;

    /** How often in a row database or broker were away. */
    private int outages;

    KillSwitch(String queue, MessagingProperties.KillSwitch properties) {
        this.queue = queue;
        this.properties = properties;
    }

    /** Leave to handle messages, until it is released. */
    final class Permit {

        private final boolean probe;

        private Permit(boolean probe) {
            this.probe = probe;
        }

        /** Whether it is for one message only. */
        boolean isProbe() {
            return probe;
        }

        void release() {
            if (probe) {
                synchronized (KillSwitch.this) {
                    probing = false;
                }
            }
        }
    }

    /** Waits until messages may be handled, or the container stops. */
    Permit await(BooleanSupplier active) throws InterruptedException {
        while (active.getAsBoolean()) {
            synchronized (this) {
                if (pause.isZero()) {
                    return new Permit(false);
                }
                if (!probing && System.nanoTime() - pausedUntil >= 0) {
                    probing = true;
                    return new Permit(true);
                }
            }
            sleep(LOOK, active);
        }
        return new Permit(false);
    }

    /** To be called for each message that was handled. */
    synchronized void succeeded() {
        outages = 0;
        if (!pause.isZero()) {
            logger.info("The listener of queue '{}' goes on: a message was handled again", queue);
            pause = Duration.ZERO;
            reason = null;
            attempts.clear();
            failures = 0;
        }
        remember(false);
    }

    /** To be called for each attempt that failed, unless waiting can't heal it: that says nothing of the others. */
    synchronized void failed(Throwable cause) {
        outages = 0;
        remember(true);
        if (probing) {
            pauseFor(min(pause.multipliedBy(2), properties.maxPause()), cause);
        } else if (pause.isZero() && properties.window() > 0 && failures >= properties.failures()) {
            pauseFor(properties.minPause(), cause);
        }
    }

    private void remember(boolean failed) {
        if (properties.window() == 0) {
            return;
        }
        attempts.addLast(failed);
        failures += failed ? 1 : 0;
        if (attempts.size() > properties.window() && attempts.removeFirst()) {
            failures--;
        }
    }

    private void pauseFor(Duration duration, Throwable cause) {
        pause = duration;
        pausedUntil = System.nanoTime() + duration.toNanos();
        reason = cause.toString();
        logger.error(
                "The listener of queue '{}' pauses for {} ms, then tries one message: {} of its last {} attempts failed, the last with {}",
                queue,
                duration.toMillis(),
                failures,
                attempts.size(),
                cause.toString());
    }

    /** Waits a while, because database or broker are away; longer each time. */
    void outage(BooleanSupplier active) throws InterruptedException {
        Duration wait;
        synchronized (this) {
            wait = min(Duration.ofMillis(250L << Math.min(outages, 10)), LONGEST_OUTAGE_PAUSE);
            outages++;
        }
        sleep(wait, active);
    }

    /** Why it pauses, or null if it does not. */
    synchronized @Nullable String reason() {
        return reason;
    }

    /** Sleeps, unless the container stops. */
    void sleep(Duration duration, BooleanSupplier active) throws InterruptedException {
        long until = System.nanoTime() + duration.toNanos();
        long left = duration.toNanos();
        while (left > 0 && active.getAsBoolean()) {
            TimeUnit.NANOSECONDS.sleep(Math.min(left, LOOK.toNanos()));
            left = until - System.nanoTime();
        }
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
