package com.example.benchmark.suite;

/**
 * A metric that shall stay below a number, whatever others come to.
 *
 * @param metric what is limited
 * @param contender whose
 * @param below the number, in the metric's own unit
 */
record Limit(String metric, String contender, double below) {}
