package com.example.benchmark.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What an earlier run measured, as its CSV has it. */
final class EarlierRun {

    private static final Pattern LINE =
            Pattern.compile("\"([^\"]*)\",\"([^\"]*)\",\"([^\"]*)\",(\\d+),([^,]+),\"([^\"]*)\"");

    private EarlierRun() {}

    /**
     * Reads it.
     *
     * @throws IllegalArgumentException if the file is not what {@link Report#csv()} writes
     */
    static List<Measurement> read(Path csv) {
        try (Stream<String> lines = Files.lines(csv)) {
            return lines.skip(1).map(EarlierRun::measurement).toList();
        } catch (IOException ex) {
            throw new UncheckedIOException("Can't read what was measured earlier: " + csv, ex);
        }
    }

    private static Measurement measurement(String text) {
        Matcher line = LINE.matcher(text);
        if (!line.matches()) {
            throw new IllegalArgumentException("This is no line of a benchmark's CSV: " + text);
        }
        return new Measurement(
                line.group(1),
                line.group(2),
                line.group(3),
                Double.parseDouble(line.group(5)),
                line.group(6),
                Integer.parseInt(line.group(4)));
    }
}
