package com.example.benchmark.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The JDKs of this machine: those beside the one that runs this, and the one that {@code BENCH_JDK} names. */
final class Jdks {

    private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"((\\d+)[^\"]*)");

    private Jdks() {}

    /**
     * One of them.
     *
     * @param home its directory
     * @param version as in 25.0.1
     * @param feature as in 25
     */
    record Jdk(Path home, String version, int feature) {}

    /** Finds the newest that has at least a version. */
    static Optional<Jdk> newest(int atLeast) {
        return Stream.concat(named(System.getenv()), neighbours(Path.of(System.getProperty("java.home"))))
                .flatMap(home -> read(home).stream())
                .filter(jdk -> jdk.feature() >= atLeast)
                .max(Comparator.comparingInt(Jdk::feature));
    }

    private static Stream<Path> named(Map<String, String> environment) {
        return Stream.ofNullable(environment.get("BENCH_JDK")).map(Path::of);
    }

    private static Stream<Path> neighbours(Path home) {
        try {
            Path parent = home.toRealPath().getParent();
            if (parent == null) {
                return Stream.of(home);
            }
            try (Stream<Path> found = Files.list(parent)) {
                return found.toList().stream();
            }
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    private static Optional<Jdk> read(Path home) {
        Path release = home.resolve("release");
        if (!Files.isReadable(release)
                || !Files.isExecutable(home.resolve("bin").resolve("java"))) {
            return Optional.empty();
        }
        try {
            Matcher version = VERSION.matcher(Files.readString(release));
            return version.find()
                    ? Optional.of(new Jdk(home, version.group(1), Integer.parseInt(version.group(2))))
                    : Optional.empty();
        } catch (IOException ex) {
            return Optional.empty();
        }
    }
}
