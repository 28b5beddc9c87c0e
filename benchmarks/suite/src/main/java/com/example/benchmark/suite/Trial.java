package com.example.benchmark.suite;

import java.util.List;

/**
 * One contender in one scenario: run once in each repetition.
 *
 * @param contender its name
 * @param run what is done
 */
record Trial(String contender, Run run) {

    /**
     * A metric's value.
     *
     * @param metric what was measured
     * @param value how much
     * @param unit of what
     */
    record Value(String metric, double value, String unit) {}

    /** What a trial does. */
    interface Run {

        /**
         * Measures.
         *
         * @throws TrialFailedException if the contender failed, or lost an event
         */
        List<Value> measure(Place place);
    }
}
