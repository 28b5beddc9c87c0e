package com.example.proof;

import org.junit.jupiter.api.Order;

@Order(43)
class KillDatabaseProofTests extends Row {

    KillDatabaseProofTests() {
        super(11, "The database is killed (`kill -9`) and started again");
    }

    @Override
    Setup setup(Kind kind) {
        return Setup.TWO_EACH;
    }

    @Override
    void plan(Trial trial) {
        trial.at(0.3, () -> {
            trial.stand().database().kill();
            trial.stand().database().start();
        });
        trial.at(0.7, () -> {
            trial.stand().database().kill();
            trial.stand().database().start();
        });
    }
}
