package com.example.proof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The clock of processes that run with libfaketime; it follows a file. */
final class FakeClock implements AutoCloseable {

    private final Path file;

    private final Path library;

    private FakeClock(Path library) throws IOException {
        this.library = library;
        this.file = Files.createTempDirectory("staffetta-clock-").resolve("offset");
        set(0);
    }

    static Optional<Path> library() {
        for (String directory : List.of("/usr/lib", "/usr/lib64", "/usr/local/lib")) {
            try (Stream<Path> found = Files.find(
                    Path.of(directory),
                    3,
                    (path, attributes) -> path.endsWith(Path.of("faketime", "libfaketime.so.1")))) {
                Optional<Path> library = found.findFirst();
                if (library.isPresent()) {
                    return library;
                }
            } catch (IOException | java.io.UncheckedIOException ex) {
                // There is no such directory, or a part of it is not for us.
            }
        }
        return Optional.empty();
    }

    static FakeClock create() throws IOException {
        return new FakeClock(library().orElseThrow());
    }

    List<String> command() {
        return List.of(
                "env",
                "LD_PRELOAD=" + library,
                "FAKETIME_TIMESTAMP_FILE=" + file,
                "FAKETIME_CACHE_DURATION=1",
                "FAKETIME_DONT_FAKE_MONOTONIC=1",
                "DONT_FAKE_MONOTONIC=1",
                // With it, the waits of a JVM whose monotonic clock is the real one end at once.
                "FAKETIME_FORCE_MONOTONIC_FIX=0");
    }

    /** Sets it by so many hours. */
    void set(int hours) throws IOException {
        Path next = Files.writeString(file.resolveSibling("next"), "%+dh\n".formatted(hours));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.list(file.getParent())) {
            for (Path each : files.toList()) {
                Files.delete(each);
            }
            Files.delete(file.getParent());
        } catch (IOException ex) {
            Ledger.say("%s is left: %s", file.getParent(), ex);
        }
    }
}
