package com.example.benchmark.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class ArrivalsTests {

    private final Arrivals arrivals = new Arrivals();

    @Test
    void notesWhenEachArrived() {
        arrivals.expect(10, 2);
        arrivals.arrived(11);
        arrivals.arrived(10);

        arrivals.await();

        assertThat(arrivals.arrivedAt(10)).isGreaterThanOrEqualTo(arrivals.arrivedAt(11));
        assertThat(arrivals.lastArrivedAt()).isEqualTo(arrivals.arrivedAt(10));
    }

    @Test
    void failsIfOneArrivesTwice() {
        arrivals.expect(10, 2);
        arrivals.arrived(10);
        arrivals.arrived(10);
        arrivals.arrived(11);

        assertThatIllegalStateException().isThrownBy(arrivals::await).withMessageContaining("Event 10");
    }

    @Test
    void failsIfOneArrivesAgainWhenTheNextAreExpected() {
        arrivals.expect(10, 1);
        arrivals.arrived(10);
        arrivals.await();

        arrivals.expect(11, 1);
        arrivals.arrived(10);

        assertThatIllegalStateException().isThrownBy(arrivals::verify).withMessageContaining("Event 10");
    }
}
