package com.example.benchmark.scenario;

import java.io.PrintStream;
import java.util.Map;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.json.JsonMapper;

/** Tells what was measured, one line of JSON for each number. */
public final class Results {

    /** What such a line begins with. */
    public static final String PREFIX = "RESULT ";

    private static final double NANOS_PER_MILLI = 1_000_000;

    private final JsonMapper json = JsonMapper.builder().build();

    private final PrintStream out;

    /** Tells it to a stream. */
    public Results(PrintStream out) {
        this.out = out;
    }

    /** One number. */
    public void add(String metric, double value, String unit) {
        out.println(PREFIX + json.writeValueAsString(Map.of("metric", metric, "value", value, "unit", unit)));
        out.flush();
    }

    /** How many of something happened each second. */
    public void addRate(String metric, long count, long nanos) {
        add(metric, count * 1e9 / nanos, "events/s");
    }

    /** Percentiles of a latency that was recorded in nanoseconds. */
    public void addLatency(String metric, Histogram nanos) {
        add(metric + " p50", nanos.getValueAtPercentile(50) / NANOS_PER_MILLI, "ms");
        add(metric + " p99", nanos.getValueAtPercentile(99) / NANOS_PER_MILLI, "ms");
        add(metric + " max", nanos.getMaxValue() / NANOS_PER_MILLI, "ms");
    }
}
