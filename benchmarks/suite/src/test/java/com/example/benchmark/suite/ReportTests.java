package com.example.benchmark.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTests {

    private final Report report = new Report(
            Map.of("Processor", "2 cores"),
            List.of(Samples.SCENARIO),
            Samples.MEASUREMENTS,
            List.of("bogo ended with 1\nstack trace"));

    @Test
    void tellsWhatItRanOn() {
        assertThat(report.markdown()).contains("| Processor | 2 cores |");
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

    @Test
    void aLaterRunCanReadTheCsv(@TempDir Path directory) throws IOException {
        Path csv = Files.writeString(directory.resolve("bench.csv"), report.csv());

        assertThat(EarlierRun.read(csv)).isEqualTo(Samples.MEASUREMENTS);
    }

    @Test
    void aFileThatIsNoCsvOfARunIsRefused(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("notes.txt"), "a title\nsome words\n");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> EarlierRun.read(file))
                .withMessageContaining("some words");
    }
}
