package com.example.proof;

import org.junit.jupiter.api.Order;

@Order(12)
class KillBrokerProofTests extends Row {

    KillBrokerProofTests() {
        super(3, "RabbitMQ is killed (`kill -9`) and started again");
    }

    @Override
    void plan(Trial trial) {
        trial.at(0.4, () -> {
            trial.broker().kill();
            trial.broker().start();
        });
    }
}
