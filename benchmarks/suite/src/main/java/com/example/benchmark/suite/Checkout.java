package com.example.benchmark.suite;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The sources that are measured, as git knows them. */
final class Checkout {

    private Checkout() {}

    /** Its commit, short, with {@code +changes} if files differ from that; or that there is none. */
    static String commit(Path directory) {
        try {
            String commit = git(directory, "rev-parse", "--short", "HEAD");
            return git(directory, "status", "--porcelain").isEmpty() ? commit : commit + "+changes";
        } catch (IOException ex) {
            return "unknown";
        }
    }

    private static String git(Path directory, String... words) throws IOException {
        List<String> command = Stream.concat(Stream.of("git", "-C", directory.toString()), Stream.of(words))
                .toList();
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
        try {
            if (process.waitFor() != 0) {
                throw new IOException("%s ended with %d".formatted(command, process.exitValue()));
            }
        } catch (InterruptedException ex) {
            throw new IllegalStateException(ex);
        }
        return output;
    }
}
