package com.example.proof;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;

@Order(17)
class AlarmProofTests extends Row {

    AlarmProofTests() {
        super(9, "RabbitMQ is short of disk space, then of memory, and stops publishers");
    }

    @Override
    void plan(Trial trial) {
        trial.at(0.1, () -> {
            trial.broker().diskAlarm(true);
            awaitAccepted(trial);
            trial.broker().diskAlarm(false);
        });
        trial.at(0.6, () -> {
            trial.broker().memoryAlarm(true);
            awaitAccepted(trial);
            trial.broker().memoryAlarm(false);
        });
    }

    /** For a second of the load: orders must be accepted, and their events wait. */
    private static void awaitAccepted(Trial trial) {
        int before = trial.load().acceptedCount();
        Awaitility.await("orders are accepted while RabbitMQ stops publishers")
                .atMost(Duration.ofSeconds(30))
                .until(() ->
                        trial.load().acceptedCount() >= before + Trial.RATE && Trial.backlog(trial.producer()) > 0);
    }
}
