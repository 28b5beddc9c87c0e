package com.example.benchmark.suite;

/**
 * A contender compared with a baseline: the ratio says how many times better it is.
 *
 * @param metric what is compared
 * @param contender who
 * @param baseline with whom
 * @param better which values are better
 * @param goal the least ratio; 0 if there is none
 */
record Comparison(String metric, String contender, String baseline, Better better, double goal) {

    /** Which values are better. */
    enum Better {
        /** Rates. */
        HIGHER,
        /** Times. */
        LOWER
    }

    /** How many times better. */
    double ratio(double value, double baselineValue) {
        return better == Better.HIGHER ? value / baselineValue : baselineValue / value;
    }

    boolean hasGoal() {
        return goal > 0;
    }
}
