package com.example.proof;

import com.example.testbed.HeldCommits;
import java.util.Optional;
import org.junit.jupiter.api.Order;

@Order(11)
class KillConsumerProofTests extends Row {

    private static final int TRIES = 3;

    KillConsumerProofTests() {
        super(2, "The consumer is killed (`kill -9`) with messages in hand, and started again");
    }

    @Override
    void plan(Trial trial) {
        trial.witness().watchOrders();
        trial.at(0.2, () -> {
            for (int i = 0; i < TRIES; i++) {
                if (killWhileItHandles(trial)) {
                    return;
                }
            }
            trial.complain("the consumer had nothing in hand when it was killed");
        });
        trial.at(0.6, () -> killInItsCommit(trial));
    }

    private static boolean killWhileItHandles(Trial trial) {
        trial.letOrdersWait(2 * Trial.RATE);
        trial.consumerLink().restore();
        trial.awaitNextPayment();
        long inHand = trial.inHand();
        trial.consumer().kill();
        trial.consumer().start();
        return inHand > 0;
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
