package com.example.proof;

import org.junit.jupiter.api.Order;

@Order(10)
class KillProducerProofTests extends Row {

    KillProducerProofTests() {
        super(1, "The producer is killed (`kill -9`) with events on their way, and started again");
    }

    @Override
    void plan(Trial trial) {
        trial.witness().watchOrders();
        trial.at(0.2, () -> {
            trial.producerLink().cut();
            Trial.await("events wait", () -> Trial.backlog(trial.producer()) >= Trial.RATE / 2);
            trial.producer().kill();
            trial.producerLink().restore();
            trial.producer().start().awaitReady();
        });
        trial.at(0.6, () -> {
            // What the witness gets then may have been confirmed just before: once more, until something is repeated.
            for (int attempt = 0; attempt < 3 && trial.witness().repeatedOrders() == 0; attempt++) {
                killWithUnconfirmed(trial);
            }
        });
    }

    /** Published, and not yet removed from the outbox: the broker's answers do not come through. */
    private static void killWithUnconfirmed(Trial trial) throws Exception {
        trial.producerLink().swallowConfirms();
        int before = trial.witness().placedOrders();
        Trial.await("events are published", () -> trial.witness().placedOrders() > before);
        trial.producer().kill();
        trial.producerLink().restore();
        trial.producer().start().awaitReady();
        Trial.await("what waited is published", () -> Trial.backlog(trial.producer()) == 0);
    }

    @Override
    void check(Trial trial) {
        trial.expect(trial.witness().repeatedOrders() > 0, "no event was on its way when the producer was killed");
    }
}
