package com.example.proof;

import org.junit.jupiter.api.Order;

@Order(10)
class KillProducerProofTests extends Row {

    KillProducerProofTests() {
        super(1, "The producer is killed (`kill -9`) and started again");
    }

    @Override
    void plan(Trial trial) {
        trial.at(0.4, () -> {
            trial.producer().kill();
            trial.producer().start();
        });
    }
}
