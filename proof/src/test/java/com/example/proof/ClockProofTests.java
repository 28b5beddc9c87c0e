package com.example.proof;

import java.util.Optional;
import org.junit.jupiter.api.Order;

@Order(50)
class ClockProofTests extends Row {

    ClockProofTests() {
        super(15, "The clock of both services jumps by hours, forth and back");
    }

    @Override
    Optional<String> obstacle() {
        return FakeClock.library().isPresent()
                ? Optional.empty()
                : Optional.of("libfaketime is not installed (apt-get install libfaketime)");
    }

    @Override
    Setup setup(Kind kind) {
        return Setup.OWN_CLOCK;
    }

    @Override
    void plan(Trial trial) {
        trial.at(0.2, () -> trial.stand().clock().set("+5h"));
        trial.at(0.5, () -> trial.stand().clock().set("-3h"));
        trial.at(0.8, () -> trial.stand().clock().set("+0"));
    }
}
