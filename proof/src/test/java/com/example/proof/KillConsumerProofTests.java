package com.example.proof;

import org.junit.jupiter.api.Order;

@Order(11)
class KillConsumerProofTests extends Row {

    KillConsumerProofTests() {
        super(2, "The consumer is killed (`kill -9`) and started again");
    }

    @Override
    void plan(Trial trial) {
        trial.at(0.4, () -> {
            trial.consumer().kill();
            trial.consumer().start();
        });
    }
}
