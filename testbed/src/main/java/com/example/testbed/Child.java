package com.example.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A process that ends with this JVM, however that ends: a shell between the two kills it when its standard input ends,
 * and the other end of that pipe is held here.
 */
final class Child {

    private static final String GUARD = """
            exec 3<&0
            "$@" 3<&- < /dev/null >> "$0" 2>&1 &
            pid=$!
            echo $pid
            { cat <&3; kill -9 $pid; } > /dev/null 2>&1 &
            guard=$!
            exec 3<&-
            code=0
            wait $pid || code=$?
            kill $guard 2> /dev/null
            exit $code
            """;

    private final Process shell;

    private final ProcessHandle process;

    private Child(Process shell, ProcessHandle process) {
        this.shell = shell;
        this.process = process;
    }

    static Child start(List<String> command, Map<String, String> environment, Path log) {
        List<String> line = new ArrayList<>(List.of("sh", "-c", GUARD, log.toString()));
        line.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().putAll(environment);
        builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        try {
            Process shell = builder.start();
            // Left open: closing it would be no harm, but the pipe is the shell's standard output.
            String pid = shell.inputReader(StandardCharsets.UTF_8).readLine();
            ProcessHandle process = ProcessHandle.of(Long.parseLong(pid))
                    .orElseThrow(() -> new IllegalStateException("Ended at once: " + command));
            return new Child(shell, process);
        } catch (IOException ex) {
            throw new UncheckedIOException("Can't run " + command, ex);
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return shell.isAlive();
    }

    /** The processor time that it has used. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    void kill() {
        process.destroyForcibly();
        await(Duration.ofSeconds(30));
    }

    /** Asks it to end, and kills it if it does not. Returns whether it ended by itself. */
    boolean stop(Duration patience) {
        process.destroy();
        boolean ended = await(patience);
        if (!ended) {
            kill();
        }
        return ended;
    }

    private boolean await(Duration patience) {
        try {
            return shell.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
