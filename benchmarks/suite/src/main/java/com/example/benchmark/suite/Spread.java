package com.example.benchmark.suite;

import java.util.List;

/**
 * What repetitions came to.
 *
 * @param median the middle
 * @param min the least
 * @param max the most
 */
record Spread(double median, double min, double max) {

    static Spread of(List<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("There is no spread of nothing");
        }
        List<Double> sorted = values.stream().sorted().toList();
        int size = sorted.size();
        return new Spread((sorted.get((size - 1) / 2) + sorted.get(size / 2)) / 2, sorted.get(0), sorted.get(size - 1));
    }
}
