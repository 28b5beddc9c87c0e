package com.example.benchmark.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Groups what was measured: repetitions to a spread, contenders to ratios. */
final class Summary {

    private final List<Measurement> measurements;

    Summary(List<Measurement> measurements) {
        this.measurements = List.copyOf(measurements);
    }

    /**
     * A metric of a contender.
     *
     * @param contender who
     * @param metric what
     * @param unit of what
     * @param spread of all repetitions
     */
    record Row(String contender, String metric, String unit, Spread spread) {}

    /**
     * A comparison that could be made.
     *
     * @param comparison which
     * @param ratio of the medians, with the least and the most of the ratios within a repetition
     */
    record Ratio(Comparison comparison, Spread ratio) {

        boolean isReached() {
            return ratio.median() >= comparison.goal();
        }
    }

    /** All metrics of a scenario, in the order in which they were measured. */
    List<Row> rows(String scenario) {
        List<Row> rows = new ArrayList<>();
        of(scenario).forEach(one -> {
            if (rows.stream().noneMatch(row -> isSame(row, one))) {
                rows.add(new Row(
                        one.contender(),
                        one.metric(),
                        one.unit(),
                        Spread.of(values(scenario, one.contender(), one.metric())
                                .map(Measurement::value)
                                .toList())));
            }
        });
        return rows;
    }

    private static boolean isSame(Row row, Measurement one) {
        return row.contender().equals(one.contender()) && row.metric().equals(one.metric());
    }

    /** The comparisons of a scenario for which there are values. */
    List<Ratio> ratios(Scenario scenario) {
        return scenario.comparisons().stream()
                .flatMap(comparison -> ratio(scenario.name(), comparison).stream())
                .toList();
    }

    private Optional<Ratio> ratio(String scenario, Comparison comparison) {
        List<Measurement> own =
                values(scenario, comparison.contender(), comparison.metric()).toList();
        List<Measurement> others =
                values(scenario, comparison.baseline(), comparison.metric()).toList();
        List<Double> paired = own.stream()
                .flatMap(one -> others.stream()
                        .filter(other -> other.repetition() == one.repetition())
                        .map(other -> comparison.ratio(one.value(), other.value())))
                .toList();
        if (paired.isEmpty()) {
            return Optional.empty();
        }
        Spread spread = Spread.of(paired);
        double ofMedians = comparison.ratio(median(own), median(others));
        return Optional.of(new Ratio(comparison, new Spread(ofMedians, spread.min(), spread.max())));
    }

    private static double median(List<Measurement> measurements) {
        return Spread.of(measurements.stream().map(Measurement::value).toList()).median();
    }

    private Stream<Measurement> values(String scenario, String contender, String metric) {
        return of(scenario)
                .filter(one -> Objects.equals(one.contender(), contender)
                        && one.metric().equals(metric));
    }

    private Stream<Measurement> of(String scenario) {
        return measurements.stream().filter(one -> one.scenario().equals(scenario));
    }
}
