package com.example.benchmark.suite;

import java.util.Locale;

/** Numbers as a person reads them. */
final class Numbers {

    private Numbers() {}

    /** Three significant digits or so. */
    static String text(double value) {
        String format = value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }

    static String ratio(double value) {
        return text(value) + " ×";
    }
}
