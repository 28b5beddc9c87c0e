package com.example.messaging.outbox;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/** Down while events are put aside: a person has to look at them. A broker that is away is the broker's health. */
final class OutboxHealthIndicator extends AbstractHealthIndicator {

    private final Backlog backlog;

    OutboxHealthIndicator(Backlog backlog) {
        super("The outbox can't be read");
        this.backlog = backlog;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        builder.status(backlog.refused() == 0 ? "UP" : "DOWN")
                .withDetail("backlog", backlog.waiting())
                .withDetail("oldestAgeSeconds", Math.round(backlog.oldestAgeSeconds()))
                .withDetail("scheduled", backlog.scheduled())
                .withDetail("refused", backlog.refused());
        if (backlog.refused() > 0) {
            builder.withDetail(
                    "reason",
                    "RabbitMQ refused events until they were put aside; the actuator endpoint 'outbox' shows and resends them");
        }
    }
}
