package com.example.benchmark.suite;

import com.example.benchmark.suite.Comparison.Better;
import java.util.List;

/** Two contenders and what they measured. */
final class Samples {

    static final Scenario SCENARIO = new Scenario(
            "sorting",
            "Sorting <numbers> & words",
            List.of(new Trial("quick", place -> List.of()), new Trial("bubble", place -> List.of())),
            List.of(new Limit("time", "quick", 3), new Limit("time", "bubble", 30), new Limit("time", "absent", 1)),
            List.of(
                    new Comparison("rate", "quick", "bubble", Better.HIGHER, 3),
                    new Comparison("time", "quick", "bubble", Better.LOWER, 20),
                    new Comparison("rate", "quick", "absent", Better.HIGHER, 2)),
            List.of("rate", "unknown"));

    static final List<Measurement> MEASUREMENTS = List.of(
            rate("quick", 400, 1),
            rate("bubble", 100, 1),
            rate("bubble", 50, 2),
            rate("quick", 500, 2),
            new Measurement("sorting", "quick", "time", 2, "ms", 1),
            new Measurement("sorting", "bubble", "time", 30, "ms", 1));

    private Samples() {}

    private static Measurement rate(String contender, double value, int repetition) {
        return new Measurement("sorting", contender, "rate", value, "sorts/s", repetition);
    }
}
