package com.example.proof;

import com.example.testbed.ServiceProcess;
import java.time.Duration;
import org.awaitility.Awaitility;
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
            trial.consumerLink().cut();
            awaitConsumers(trial, false);
            int before = trial.load().acceptedCount();
            Awaitility.await("orders wait for the consumers")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> trial.load().acceptedCount() >= before + Trial.RATE / 2);
            trial.stand().database().stop();
            trial.consumerLink().restore();
            awaitConsumers(trial, true);
            // What they have in hand is neither done nor acknowledged.
            trial.stand().consumers().forEach(ServiceProcess::kill);
            trial.stand().database().start();
        });
    }

    private static void awaitConsumers(Trial trial, boolean present) {
        Awaitility.await(present ? "consumers are there" : "no consumer is there")
                .atMost(Duration.ofSeconds(60))
                .until(() -> trial.witness().consumers("payments.order-placed") > 0 == present);
    }
}
