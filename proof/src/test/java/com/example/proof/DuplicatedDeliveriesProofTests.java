package com.example.proof;

import com.example.testbed.Tap;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Order;

@Order(16)
class DuplicatedDeliveriesProofTests extends Row {

    DuplicatedDeliveriesProofTests() {
        super(8, "Every message is delivered twice");
    }

    private final List<Tap> taps = new ArrayList<>();

    @Override
    void plan(Trial trial) {
        taps.add(new Tap(trial.broker()::connect, "orders", "orders.#", "payments.order-placed"));
        taps.add(new Tap(trial.broker()::connect, "payments", "payments.#", "orders.payment-outcome"));
    }

    @Override
    void check(Trial trial) {
        taps.forEach(tap -> trial.expect(tap.count() > 0, "nothing was delivered twice"));
        taps.forEach(Tap::close);
    }
}
