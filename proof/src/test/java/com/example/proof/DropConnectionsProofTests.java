package com.example.proof;

import com.example.messaging.test.BrokerLink;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;

@Order(14)
class DropConnectionsProofTests extends Row {

    DropConnectionsProofTests() {
        super(6, "Connections to RabbitMQ are lost again and again, or hang and are lost");
    }

    @Override
    void plan(Trial trial) {
        for (double part = 0.1; part < 0.3; part += 0.05) {
            trial.at(part, () -> trial.producerLink().dropConnections());
            trial.at(part, () -> trial.consumerLink().dropConnections());
        }
        for (double part = 0.5; part < 0.9; part += 0.2) {
            trial.at(part, () -> hang(trial, trial.producerLink()));
            trial.at(part + 0.1, () -> hang(trial, trial.consumerLink()));
        }
    }

    /** While all works, so that something is sent into the link that hangs: it is lost with its connection. */
    private static void hang(Trial trial, BrokerLink link) {
        Awaitility.await("the outbox is empty")
                .atMost(Duration.ofSeconds(60))
                .until(() -> Trial.backlog(trial.producer()) <= 2 && Trial.backlog(trial.consumer()) <= 2);
        link.hang();
        int before = trial.load().acceptedCount();
        Awaitility.await("orders come in")
                .atMost(Duration.ofSeconds(30))
                .until(() -> trial.load().acceptedCount() >= before + 10);
        link.restore();
    }
}
