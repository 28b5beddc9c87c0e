package com.example.proof;

import com.example.testbed.ServiceProcess;
import org.junit.jupiter.api.Order;

@Order(42)
class RollingUpdateProofTests extends Row {

    private static final int TRIES = 3;

    RollingUpdateProofTests() {
        super(
                18,
                "A rolling update: a new instance of each service is started, then the old one is stopped (SIGTERM) while both have work");
    }

    @Override
    Setup setup(Kind kind) {
        return Setup.TWO_EACH;
    }

    @Override
    void plan(Trial trial) {
        ServiceProcess newConsumer = trial.stand().consumers().get(1);
        ServiceProcess newProducer = trial.stand().producers().get(1);
        newConsumer.stop();
        newProducer.stop();
        trial.witness().watchOrders();
        trial.at(0.1, () -> {
            newConsumer.start();
            newProducer.start();
            newConsumer.awaitReady();
            newProducer.awaitReady();
            for (int i = 0; i < TRIES && !isBusy(trial); i++) {
                trial.letOrdersWait(4 * Trial.RATE);
                trial.consumerLink().restore();
                trial.awaitNextPayment();
            }
            trial.expect(isBusy(trial), "the consumers had nothing in hand when one was stopped");
            stop(trial, trial.consumer());
            stop(trial, trial.producer());
        });
    }

    private static boolean isBusy(Trial trial) {
        return trial.inHand() > 0;
    }

    private static void stop(Trial trial, ServiceProcess instance) {
        trial.expect(instance.stop(), "an instance did not end by itself");
    }
}
