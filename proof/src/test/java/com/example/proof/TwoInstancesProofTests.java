package com.example.proof;

import org.junit.jupiter.api.Order;

@Order(41)
class TwoInstancesProofTests extends Row {

    TwoInstancesProofTests() {
        super(12, "Two instances of each service; then one of each is killed");
    }

    @Override
    Setup setup(Kind kind) {
        return Setup.TWO_EACH;
    }

    @Override
    void plan(Trial trial) {
        trial.witness().watchOrders();
        trial.at(0.5, () -> {
            long repeated = trial.witness().repeatedOrders();
            trial.expect(repeated == 0, repeated + " events were published twice, and nothing had gone wrong");
            trial.expect(trial.witness().placedOrders() > 0, "no event was seen");
            trial.producer().kill();
            trial.consumer().kill();
        });
    }
}
