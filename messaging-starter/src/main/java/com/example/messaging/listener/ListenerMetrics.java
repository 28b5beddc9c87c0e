package com.example.messaging.listener;

import com.example.messaging.event.EventCatalog;
import com.example.messaging.event.EventMetadata;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What can be measured of listeners; docs/operations.md tells what to do with it. */
final class ListenerMetrics {

    /** Others set the times of their events, and a timer counts in nanoseconds. */
    private static final Duration LONGEST = Duration.ofDays(365);

    private static final String UNKNOWN = "unknown";

    private final MeterRegistry registry;

    private final EventCatalog catalog;

    private final Clock clock = Clock.systemUTC();

    private final Map<String, Counter> counters = new ConcurrentHashMap<>();

    private final Map<String, Timer> timers = new ConcurrentHashMap<>();

    ListenerMetrics(MeterRegistry registry, EventCatalog catalog) {
        this.registry = registry;
        this.catalog = catalog;
    }

    void watch(String queue, KillSwitch killSwitch) {
        Gauge.builder("messaging.listener.paused", killSwitch, state -> state.reason() == null ? 0 : 1)
                .description("Whether the listener pauses because most of its messages fail")
                .tag("queue", queue)
                .register(registry);
    }

    void handled(String queue, EventMetadata event) {
        count(queue, event, "handled");
        Instant time = event.time();
        if (time != null) {
            Duration age = Duration.between(time, clock.instant());
            timers.computeIfAbsent(
                            queue + '\n' + typeOf(event),
                            name -> Timer.builder("messaging.latency")
                                    .description("Time from an event to its being handled")
                                    .tag("queue", queue)
                                    .tag("type", typeOf(event))
                                    .publishPercentileHistogram()
                                    .register(registry))
                    .record(age.isNegative() ? Duration.ZERO : age.compareTo(LONGEST) > 0 ? LONGEST : age);
        }
    }

    void duplicate(String queue, EventMetadata event) {
        count(queue, event, "duplicate");
    }

    void retried(String queue, EventMetadata event) {
        count(queue, event, "retried");
    }

    void gaveUp(String queue, EventMetadata event, boolean kept) {
        count(queue, event, kept ? "dead-lettered" : "dropped");
    }

    void refused(String queue, EventMetadata event) {
        count(queue, event, "refused");
    }

    void expired(String queue, EventMetadata event) {
        count(queue, event, "expired");
    }

    private void count(String queue, EventMetadata event, String outcome) {
        String type = typeOf(event);
        counters.computeIfAbsent(
                        queue + '\n' + type + '\n' + outcome,
                        name -> Counter.builder("messaging.messages")
                                .description("What became of received messages")
                                .tag("queue", queue)
                                .tag("type", type)
                                .tag("outcome", outcome)
                                .register(registry))
                .increment();
    }

    /** Only what the catalogue knows: anybody can send anything, and each value is a time series. */
    private String typeOf(EventMetadata event) {
        return catalog.find(event.type()).isPresent() ? event.type() : UNKNOWN;
    }
}
