package com.example.proof;

import org.junit.jupiter.api.Order;

@Order(13)
class RestartBrokerProofTests extends Row {

    RestartBrokerProofTests() {
        super(4, "RabbitMQ is stopped and started again");
    }

    @Override
    void plan(Trial trial) {
        trial.at(0.4, () -> {
            trial.broker().stop();
            trial.broker().start();
        });
    }
}
