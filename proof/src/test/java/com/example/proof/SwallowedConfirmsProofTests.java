package com.example.proof;

import org.junit.jupiter.api.Order;

@Order(15)
class SwallowedConfirmsProofTests extends Row {

    SwallowedConfirmsProofTests() {
        super(7, "Confirms of RabbitMQ get lost on their way, then the connections");
    }

    @Override
    void plan(Trial trial) {
        trial.witness().watchOrders();
        trial.at(0.2, () -> {
            trial.producerLink().swallowConfirms();
            trial.consumerLink().swallowConfirms();
        });
        trial.at(0.6, () -> {
            trial.producerLink().restore();
            trial.consumerLink().restore();
        });
    }

    @Override
    void check(Trial trial) {
        trial.expect(trial.witness().repeatedOrders() > 0, "no order was published again: no confirm got lost");
    }
}
