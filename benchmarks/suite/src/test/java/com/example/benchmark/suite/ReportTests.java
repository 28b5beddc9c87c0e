package com.example.benchmark.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTests {

    private final Report report = new Report(
            Map.of("Processor", "2 cores"),
            List.of(Samples.SCENARIO),
            Samples.MEASUREMENTS,
            Map.of("sorting", List.of(0.5, 2.25)),
            List.of("bogo ended with 1\nstack trace"));

    @Test
    void tellsWhatItRanOn() {
        assertThat(report.markdown()).contains("| Processor | 2 cores |");
    }

    @Test
    void tellsHowBusyTheMachineWas() {
        assertThat(report.markdown()).contains("Load average before: 0.5, 2.3.");
    }

    @Test
    void namesAScenarioThatCouldNotBeMeasured() {
        Report failed = new Report(Map.of(), List.of(Samples.SCENARIO), List.of(), Map.of(), List.of());

        assertThat(failed.markdown()).contains("### sorting: Sorting <numbers> & words\n\n**Not measured.**");
    }

    @Test
    void showsMedianAndSpread() {
        assertThat(report.markdown()).contains("| quick | rate | 450 | 400–500 | sorts/s |");
    }

    @Test
    void showsWhichGoalsWereReached() {
        assertThat(report.markdown())
                .contains("| quick / bubble | rate | 6.00 × | 4.00–10.0 | ≥ 3.00 × | yes |")
                .contains("| quick / bubble | time | 15.0 × | 15.0–15.0 | ≥ 20.0 × | **no** |");
    }

    @Test
    void showsWhichLimitsWereKept() {
        assertThat(report.markdown())
                .contains("| quick | time | 2.00 ms | 2.00–2.00 | < 3.00 ms | yes |")
                .contains("| bubble | time | 30.0 ms | 30.0–30.0 | < 30.0 ms | **no** |");
    }

    @Test
    void theWorstRepetitionDecidesWhetherALimitWasKept() {
        List<Measurement> once = List.of(
                new Measurement("sorting", "quick", "time", 2, "ms", 1),
                new Measurement("sorting", "quick", "time", 2, "ms", 2),
                new Measurement("sorting", "quick", "time", 3.5, "ms", 3));

        assertThat(new Report(Map.of(), List.of(Samples.SCENARIO), once, Map.of(), List.of()).markdown())
                .contains("| quick | time | 2.00 ms | 2.00–3.50 | < 3.00 ms | **no** |");
    }

    @Test
    void showsTheFirstLineOfFailures() {
        assertThat(report.markdown()).contains("- bogo ended with 1\n").doesNotContain("stack trace");
    }

    @Test
    void writesEveryValueAsCsv() {
        assertThat(report.csv())
                .startsWith("scenario,contender,metric,repetition,value,unit\n")
                .contains("\"sorting\",\"quick\",\"rate\",2,500.0,\"sorts/s\"\n")
                .hasLineCount(Samples.MEASUREMENTS.size() + 1);
    }
}
