package com.example.benchmark.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** A process that does not outlive this one. */
final class Child implements AutoCloseable {

    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
    }

    private final Process process;

    private Child(Process process) {
        this.process = process;
    }

    static Child start(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            RUNNING.add(process);
            return new Child(process);
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    /** What it prints, until it ends. */
    Stream<String> output() {
        return process.inputReader(StandardCharsets.UTF_8).lines();
    }

    /** Waits until it has ended. */
    int exitCode() {
        try {
            return process.waitFor();
        } catch (InterruptedException ex) {
            throw new IllegalStateException(ex);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
        RUNNING.remove(process);
    }
}
