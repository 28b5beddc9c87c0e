package com.example.proof;

import com.example.testbed.ServiceProcess;
import org.junit.jupiter.api.Order;

@Order(42)
class RollingUpdateProofTests extends Row {

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
            trial.keepConsumersBusy();
            stop(trial, trial.consumer());
            stop(trial, trial.producer());
        });
    }

    private static void stop(Trial trial, ServiceProcess instance) {
        trial.expect(instance.stop(), "an instance did not end by itself");
    }
}
