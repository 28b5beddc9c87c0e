package com.example.messaging.topology;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Down while the broker does not have what the configuration describes, and says what; unknown before the first
 * connection. What did not fit is looked at again, because mending it on the broker makes no new connection; not at each
 * call, because anybody may ask for health.
 */
final class TopologyHealthIndicator extends AbstractHealthIndicator {

    private final TopologyListener topology;

    private static final long PAUSE = TimeUnit.SECONDS.toNanos(5);

    private final TopologyRepair repair;

    private final AtomicLong lookedAt = new AtomicLong(System.nanoTime() - PAUSE);

    TopologyHealthIndicator(TopologyListener topology, TopologyRepair repair) {
        this.topology = topology;
        this.repair = repair;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        List<BrokerSetupException> findings = topology.findings();
        long last = lookedAt.get();
        long now = System.nanoTime();
        if (findings != null && !findings.isEmpty() && now - last >= PAUSE && lookedAt.compareAndSet(last, now)) {
            repair.again();
            findings = topology.findings();
        }
        if (findings == null) {
            builder.unknown().withDetail("reason", "not connected to RabbitMQ yet");
        } else if (findings.isEmpty()) {
            builder.up();
        } else {
            builder.down()
                    .withDetail(
                            "findings",
                            findings.stream()
                                    .map(finding -> String.valueOf(finding.getMessage()))
                                    .toList());
        }
    }
}
