package com.example.messaging.topology;

import java.util.List;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Down while the broker does not have what the configuration describes, and says what; unknown before the first
 * connection. What did not fit is looked at again each time, because mending it on the broker makes no new connection.
 */
final class TopologyHealthIndicator extends AbstractHealthIndicator {

    private final TopologyListener topology;

    private final TopologyRepair repair;

    TopologyHealthIndicator(TopologyListener topology, TopologyRepair repair) {
        this.topology = topology;
        this.repair = repair;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        List<BrokerSetupException> findings = topology.findings();
        if (findings != null && !findings.isEmpty()) {
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
