package com.example.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Directories for a while. */
final class Directories {

    private Directories() {}

    static Path create(String name) {
        try {
            return Files.createTempDirectory("staffetta-" + name + "-");
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    static void delete(Path directory) {
        try (Stream<Path> all = Files.walk(directory)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException | UncheckedIOException ex) {
            // It is gone, or somebody else removes it at the same time.
        }
    }
}
