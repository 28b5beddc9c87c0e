package com.example.benchmark.suite;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** What the measurements run on. */
final class Machine {

    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    private static final double QUIET = 1;

    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private Machine() {}

    /** Facts about it, by name. */
    static Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Processor", "%d cores, %s".formatted(Runtime.getRuntime().availableProcessors(), processor()));
        facts.put("Memory", memory());
        facts.put("System", "%s %s, %s".formatted(property("os.name"), property("os.version"), property("os.arch")));
        facts.put("JDK", "%s %s".formatted(property("java.vm.name"), property("java.runtime.version")));
        facts.put("Load before", "%.1f".formatted(load()));
        return facts;
    }

    /** How many threads ran or wanted to, averaged over the last minute; negative if the system does not tell. */
    static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    /** Waits until it has little else to do, but no longer than a minute. */
    static void awaitQuiet(PrintStream out) {
        long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
        if (load() >= QUIET) {
            out.printf("The load average is %.1f: waiting until it is below %.0f, a minute at most%n", load(), QUIET);
        }
        while (load() >= QUIET && System.nanoTime() < deadline) {
            LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
        }
    }

    private static String property(String name) {
        return System.getProperty(name, "");
    }

    private static String memory() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? "%d GiB".formatted(Math.round(system.getTotalMemorySize() / (double) (1L << 30)))
                : "unknown";
    }

    private static String processor() {
        if (!Files.isReadable(CPU_INFO)) {
            return property("os.arch");
        }
        try (Stream<String> lines = Files.lines(CPU_INFO)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).trim())
                    .findFirst()
                    .orElse(property("os.arch"));
        } catch (IOException ex) {
            return property("os.arch");
        }
    }
}
