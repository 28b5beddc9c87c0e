package com.example.benchmark.suite;

import java.util.List;

/**
 * What is measured, by whom, and what is compared.
 *
 * @param name for {@code --only}
 * @param title for the report
 * @param trials one for each contender
 * @param limits goals that are no ratios; those whose contenders did not run are left out
 * @param comparisons ratios in the report; those whose contenders did not run are left out
 * @param charted metrics that get bars in the picture
 */
record Scenario(
        String name,
        String title,
        List<Trial> trials,
        List<Limit> limits,
        List<Comparison> comparisons,
        List<String> charted) {}
