package com.example.messaging.outbox;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** What can be measured of the outbox; docs/operations.md tells what to do with it. */
final class OutboxMetrics {

    private final Counter relayed;

    private final DistributionSummary batchSize;

    private final Timer confirm;

    private final Counter putAside;

    OutboxMetrics(MeterRegistry registry, Backlog backlog) {
        Gauge.builder("messaging.outbox.backlog", backlog, Backlog::waiting)
                .description("Events that are on their way to the broker")
                .register(registry);
        Gauge.builder("messaging.outbox.oldest.age", backlog, Backlog::oldestAgeSeconds)
                .baseUnit("seconds")
                .description("Age of the oldest of them")
                .register(registry);
        Gauge.builder("messaging.outbox.scheduled", backlog, Backlog::scheduled)
                .description("Events that wait for their time")
                .register(registry);
        Gauge.builder("messaging.outbox.refused", backlog, Backlog::refused)
                .description("Events that were put aside because the broker refused them too often")
                .register(registry);
        relayed = Counter.builder("messaging.outbox.relayed")
                .description("Events that the broker has confirmed")
                .register(registry);
        batchSize = DistributionSummary.builder("messaging.outbox.batch.size")
                .description("Events that were published before their confirms were waited for")
                .register(registry);
        confirm = Timer.builder("messaging.outbox.confirm")
                .description("Time from publishing a batch to its last confirm")
                .publishPercentileHistogram()
                .register(registry);
        putAside = Counter.builder("messaging.outbox.put.aside")
                .description("Events that were put aside")
                .register(registry);
    }

    void flight(int size, int confirmed, long nanos) {
        relayed.increment(confirmed);
        batchSize.record(size);
        confirm.record(nanos, TimeUnit.NANOSECONDS);
    }

    void putAside() {
        putAside.increment();
    }
}
