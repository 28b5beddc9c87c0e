package com.example.proof;

import com.example.testbed.HeldCommits;
import java.util.Optional;
import org.junit.jupiter.api.Order;

@Order(11)
class KillConsumerProofTests extends Row {

    KillConsumerProofTests() {
        super(2, "The consumer is killed (`kill -9`) with messages in hand, and started again");
    }

    @Override
    void plan(Trial trial) {
        trial.witness().watchOrders();
        trial.at(0.2, () -> {
            trial.keepConsumersBusy();
            trial.consumer().kill();
            trial.consumer().start();
        });
        trial.at(0.6, () -> killInItsCommit(trial));
    }

    /** On PostgreSQL: its work is done and not yet stored. */
    private static void killInItsCommit(Trial trial) {
        Optional<HeldCommits> held = trial.stand().database().holdCommits("consumer");
        if (held.isPresent()) {
            try (HeldCommits commits = held.get()) {
                commits.await();
                trial.consumer().kill();
            }
            trial.consumer().start();
        }
    }
}
