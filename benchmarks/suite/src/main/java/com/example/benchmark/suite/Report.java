package com.example.benchmark.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What came out, as Markdown and as CSV. */
final class Report {

    private final Map<String, String> facts;

    private final List<Scenario> scenarios;

    private final List<Measurement> measurements;

    private final Map<String, List<Double>> loads;

    private final List<String> failures;

    private final Summary summary;

    /**
     * Reports what was measured.
     *
     * @param facts what it ran on, by name
     * @param scenarios in their order
     * @param measurements all of them
     * @param loads the machine's load average before each repetition of a scenario, by the scenario's name
     * @param failures what went wrong
     */
    Report(
            Map<String, String> facts,
            List<Scenario> scenarios,
            List<Measurement> measurements,
            Map<String, List<Double>> loads,
            List<String> failures) {
        this.facts = facts;
        this.scenarios = scenarios;
        this.measurements = measurements;
        this.loads = loads;
        this.failures = failures;
        this.summary = new Summary(measurements);
    }

    Summary summary() {
        return summary;
    }

    String markdown() {
        StringBuilder text = new StringBuilder("| | |\n|---|---|\n");
        facts.forEach((name, value) -> text.append("| %s | %s |\n".formatted(name, value)));
        for (Scenario scenario : scenarios) {
            List<Summary.Row> rows = summary.rows(scenario.name());
            text.append("\n### %s: %s\n".formatted(scenario.name(), scenario.title()));
            appendLoads(text, loads.getOrDefault(scenario.name(), List.of()));
            if (rows.isEmpty()) {
                text.append("\n**Not measured.**\n");
            } else {
                appendRows(text, rows);
                appendGoals(text, scenario, rows);
            }
        }
        if (!failures.isEmpty()) {
            text.append("\n### Failed\n\n");
            failures.forEach(failure ->
                    text.append("- %s\n".formatted(failure.lines().findFirst().orElse(""))));
        }
        return text.toString();
    }

    private static void appendLoads(StringBuilder text, List<Double> before) {
        if (!before.isEmpty()) {
            text.append("\nLoad average before: %s.\n"
                    .formatted(before.stream()
                            .map(load -> String.format(Locale.ROOT, "%.1f", load))
                            .collect(Collectors.joining(", "))));
        }
    }

    private static void appendRows(StringBuilder text, List<Summary.Row> rows) {
        text.append("\n| Contender | Measured | Median | Min–max | |\n|---|---|--:|--:|---|\n");
        rows.forEach(row -> text.append("| %s | %s | %s | %s–%s | %s |\n"
                .formatted(
                        row.contender(),
                        row.metric(),
                        Numbers.text(row.spread().median()),
                        Numbers.text(row.spread().min()),
                        Numbers.text(row.spread().max()),
                        row.unit())));
    }

    private void appendGoals(StringBuilder text, Scenario scenario, List<Summary.Row> rows) {
        List<String> lines = new ArrayList<>();
        summary.ratios(scenario).forEach(ratio -> {
            Comparison comparison = ratio.comparison();
            lines.add("| %s / %s | %s | %s | %s–%s | %s | %s |\n"
                    .formatted(
                            comparison.contender(),
                            comparison.baseline(),
                            comparison.metric(),
                            Numbers.ratio(ratio.ratio().median()),
                            Numbers.text(ratio.ratio().min()),
                            Numbers.text(ratio.ratio().max()),
                            comparison.hasGoal() ? "≥ " + Numbers.ratio(comparison.goal()) : "",
                            comparison.hasGoal() ? reached(ratio.isReached()) : ""));
        });
        scenario.limits()
                .forEach(limit -> rows.stream()
                        .filter(row -> row.contender().equals(limit.contender())
                                && row.metric().equals(limit.metric()))
                        .forEach(row -> lines.add("| %s | %s | %s %s | %s–%s | < %s %s | %s |\n"
                                .formatted(
                                        row.contender(),
                                        row.metric(),
                                        Numbers.text(row.spread().median()),
                                        row.unit(),
                                        Numbers.text(row.spread().min()),
                                        Numbers.text(row.spread().max()),
                                        Numbers.text(limit.below()),
                                        row.unit(),
                                        reached(row.spread().max() < limit.below())))));
        if (!lines.isEmpty()) {
            text.append(
                    "\n| Compared | Measured | Times as good | Min–max | Goal | Reached |\n|---|---|--:|--:|--:|---|\n");
            lines.forEach(text::append);
        }
    }

    private static String reached(boolean yes) {
        return yes ? "yes" : "**no**";
    }

    String csv() {
        return measurements.stream()
                .map(one -> "%s,%s,%s,%d,%s,%s\n"
                        .formatted(
                                quoted(one.scenario()),
                                quoted(one.contender()),
                                quoted(one.metric()),
                                one.repetition(),
                                one.value(),
                                quoted(one.unit())))
                .collect(Collectors.joining("", "scenario,contender,metric,repetition,value,unit\n", ""));
    }

    private static String quoted(String text) {
        return '"' + text.replace("\"", "\"\"") + '"';
    }
}
