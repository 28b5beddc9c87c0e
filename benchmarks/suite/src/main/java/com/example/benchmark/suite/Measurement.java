package com.example.benchmark.suite;

/**
 * One number that one run of a contender gave.
 *
 * @param scenario what was done
 * @param contender who did it
 * @param metric what was measured
 * @param value how much
 * @param unit of what
 * @param repetition in which repetition, from 1
 */
record Measurement(String scenario, String contender, String metric, double value, String unit, int repetition) {}
