package com.example.proof;

import com.example.testbed.ServiceProcess;
import org.junit.jupiter.api.Order;

@Order(42)
class DatabaseAwayProofTests extends Row {

    DatabaseAwayProofTests() {
        super(10, "The database is away, the consumers are killed meanwhile, and all comes back");
    }

    @Override
    Setup setup(Kind kind) {
        return Setup.TWO_EACH;
    }

    @Override
    void plan(Trial trial) {
        trial.at(0.2, () -> {
            // Something waits for the consumers when the database is gone.
            trial.letOrdersWait(Trial.RATE / 2);
            trial.stand().database().stop();
            trial.consumerLink().restore();
            Trial.await("consumers are there", () -> trial.witness().consumers(Trial.ORDER_PLACED) > 0);
            // What they have in hand is neither done nor acknowledged.
            trial.stand().consumers().forEach(ServiceProcess::kill);
            trial.stand().database().start();
        });
    }
}
