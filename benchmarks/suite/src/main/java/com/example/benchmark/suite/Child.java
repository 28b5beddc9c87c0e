package com.example.benchmark.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** A process that does not outlive this one, and neither does what it has started, such as a database server. */
final class Child implements AutoCloseable {

    /** For ending in an orderly way, which stops a database server, too. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Set<Child> RUNNING = new HashSet<>();

    private static boolean ending;

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(Child::endAll));
    }

    private final Process process;

    private Child(Process process) {
        this.process = process;
    }

    static Child start(List<String> command) {
        synchronized (RUNNING) {
            failIfEnding();
            try {
                Child child = new Child(
                        new ProcessBuilder(command).redirectErrorStream(true).start());
                RUNNING.add(child);
                return child;
            } catch (IOException ex) {
                throw new UncheckedIOException(ex);
            }
        }
    }

    private static void failIfEnding() {
        if (ending) {
            throw new IllegalStateException("Broken off");
        }
    }

    private static void endAll() {
        List<Child> children;
        synchronized (RUNNING) {
            ending = true;
            children = List.copyOf(RUNNING);
        }
        children.forEach(Child::close);
    }

    /** What it prints, until it ends. */
    Stream<String> output() {
        return process.inputReader(StandardCharsets.UTF_8).lines();
    }

    /**
     * Waits until it has ended.
     *
     * @throws IllegalStateException if it had to, because this process is ending
     */
    int exitCode() {
        try {
            int code = process.waitFor();
            synchronized (RUNNING) {
                failIfEnding();
            }
            return code;
        } catch (InterruptedException ex) {
            throw new IllegalStateException(ex);
        }
    }

    /** Asks it to end, and kills it if it does not; then the same with those of its descendants that are left. */
    @Override
    public void close() {
        List<ProcessHandle> descendants = process.descendants().toList();
        end(process.toHandle());
        descendants.forEach(Child::end);
        synchronized (RUNNING) {
            RUNNING.remove(this);
        }
    }

    private static void end(ProcessHandle process) {
        process.destroy();
        try {
            process.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException ex) {
            process.destroyForcibly();
            process.onExit().join();
        } catch (InterruptedException | ExecutionException ex) {
            throw new IllegalStateException(ex);
        }
    }
}
