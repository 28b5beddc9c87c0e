package com.example.proof;

import java.util.Random;
import org.junit.jupiter.api.Order;

@Order(40)
class KillAtRandomProofTests extends Row {

    KillAtRandomProofTests() {
        super(5, "All of them are killed at random moments, with two instances of each service");
    }

    @Override
    Setup setup(Kind kind) {
        return Setup.TWO_EACH;
    }

    @Override
    void plan(Trial trial) {
        String given = System.getenv("PROOF_SEED");
        long seed = given == null ? System.nanoTime() : Long.parseLong(given);
        Ledger.say("kill-at-random: again the same with PROOF_SEED=%d ./kit prove kill-at-random", seed);
        Random random = new Random(seed);
        trial.meanwhile(0.2 + 0.8 * random.nextDouble(), () -> {
            trial.broker().kill();
            trial.broker().start();
        });
        for (int i = 0; i < 2; i++) {
            int instance = i;
            trial.meanwhile(0.2 + 0.8 * random.nextDouble(), () -> {
                trial.stand().producers().get(instance).kill();
                trial.stand().producers().get(instance).start();
            });
            trial.meanwhile(0.2 + 0.8 * random.nextDouble(), () -> {
                trial.stand().consumers().get(instance).kill();
                trial.stand().consumers().get(instance).start();
            });
        }
    }
}
