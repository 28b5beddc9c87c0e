package com.example.proof;

import org.junit.jupiter.api.Order;

@Order(12)
class KillBrokerProofTests extends Row {

    KillBrokerProofTests() {
        super(3, "RabbitMQ is killed (`kill -9`) with messages on its queues, and started again");
    }

    @Override
    void plan(Trial trial) {
        trial.at(0.3, () -> {
            trial.letOrdersWait(Trial.RATE / 2);
            trial.broker().kill();
            trial.consumerLink().restore();
            trial.broker().start();
        });
    }
}
