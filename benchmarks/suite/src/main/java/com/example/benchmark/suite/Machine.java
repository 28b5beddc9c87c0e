package com.example.benchmark.suite;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** What the measurements run on. */
final class Machine {

    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    private Machine() {}

    /** Facts about it, by name. */
    static Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Processor", "%d cores, %s".formatted(Runtime.getRuntime().availableProcessors(), processor()));
        facts.put("Memory", memory());
        facts.put("System", "%s %s, %s".formatted(property("os.name"), property("os.version"), property("os.arch")));
        facts.put("JDK", "%s %s".formatted(property("java.vm.name"), property("java.runtime.version")));
        facts.put(
                "Load before",
                "%.1f".formatted(ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
        return facts;
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
