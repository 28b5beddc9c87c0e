package com.example.benchmark.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SummaryTests {

    private final Summary summary = new Summary(Samples.MEASUREMENTS);

    @Test
    void groupsRepetitions() {
        assertThat(summary.rows("sorting"))
                .contains(new Summary.Row("quick", "rate", "sorts/s", new Spread(450, 400, 500)))
                .contains(new Summary.Row("quick", "time", "ms", new Spread(2, 2, 2)))
                .hasSize(4);
    }

    @Test
    void knowsNothingOfOtherScenarios() {
        assertThat(summary.rows("searching")).isEmpty();
    }

    @Test
    void dividesMediansAndPairsRepetitions() {
        Summary.Ratio rate = summary.ratios(Samples.SCENARIO).get(0);

        assertThat(rate.ratio()).isEqualTo(new Spread(6, 4, 10));
        assertThat(rate.isReached()).isTrue();
    }

    @Test
    void turnsTheRatioRoundWhereLessIsBetter() {
        Summary.Ratio time = summary.ratios(Samples.SCENARIO).get(1);

        assertThat(time.ratio().median()).isEqualTo(15);
        assertThat(time.isReached()).isFalse();
    }

    @Test
    void leavesOutContendersThatDidNotRun() {
        assertThat(summary.ratios(Samples.SCENARIO)).hasSize(2);
        assertThat(new Summary(List.of()).ratios(Samples.SCENARIO)).isEmpty();
    }
}
