package com.example.benchmark.suite;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Runs trials, and keeps what they gave: in each repetition every contender once, in the next one the other way round. */
final class Run {

    private static final int SHOWN = 3;

    private final Place place;

    private final PrintStream out;

    private final List<Measurement> measurements = new ArrayList<>();

    private final List<String> failures = new ArrayList<>();

    private final Map<String, List<Double>> loads = new HashMap<>();

    Run(Place place, PrintStream out) {
        this.place = place;
        this.out = out;
    }

    void execute(List<Scenario> scenarios, int repetitions) {
        for (int repetition = 1; repetition <= repetitions; repetition++) {
            for (Scenario scenario : scenarios) {
                loads.computeIfAbsent(scenario.name(), name -> new ArrayList<>())
                        .add(Machine.load());
                List<Trial> trials = new ArrayList<>(scenario.trials());
                if (repetition % 2 == 0) {
                    Collections.reverse(trials);
                }
                for (Trial trial : trials) {
                    execute(scenario, trial, repetition);
                }
            }
        }
    }

    private void execute(Scenario scenario, Trial trial, int repetition) {
        long start = System.nanoTime();
        String label = "[%d] %s %s".formatted(repetition, scenario.name(), trial.contender());
        try {
            List<Trial.Value> values = trial.run().measure(place);
            values.forEach(value -> measurements.add(new Measurement(
                    scenario.name(), trial.contender(), value.metric(), value.value(), value.unit(), repetition)));
            out.printf(
                    "%-40s %s (%d s)%n",
                    label,
                    values.stream()
                            .limit(SHOWN)
                            .map(value ->
                                    "%s %s %s".formatted(value.metric(), Numbers.text(value.value()), value.unit()))
                            .collect(Collectors.joining("; ")),
                    Duration.ofNanos(System.nanoTime() - start).toSeconds());
        } catch (TrialFailedException ex) {
            failures.add(label + ": " + ex.getMessage());
            out.println(label + " failed: " + ex.getMessage());
        }
    }

    List<Measurement> measurements() {
        return measurements;
    }

    List<String> failures() {
        return failures;
    }

    /** The machine's load average before each repetition of a scenario, by the scenario's name. */
    Map<String, List<Double>> loads() {
        return loads;
    }
}
