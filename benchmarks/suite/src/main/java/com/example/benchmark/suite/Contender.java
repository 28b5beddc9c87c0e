package com.example.benchmark.suite;

import com.example.benchmark.scenario.Results;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A contender in a JVM of its own: gets its arguments on the command line, and tells what it measured on lines of its
 * output.
 *
 * @param module the benchmark module that has it
 * @param scenario what it is to do
 * @param name which one it is
 * @param sizes further arguments
 * @param jdk which JDK runs it, if not the one that runs this
 */
record Contender(
        String module,
        String scenario,
        String name,
        Map<String, String> sizes,
        @Nullable Path jdk) implements Trial.Run {

    private static final int TIMEOUT_MINUTES = 8;

    private static final int TAIL_LINES = 40;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    Contender(String module, String scenario, String name, Map<String, String> sizes) {
        this(module, scenario, name, sizes, null);
    }

    @Override
    public List<Trial.Value> measure(Place place) {
        try (Place.Room room = place.newRoom();
                Child child = Child.start(command(place, room.springProperties()))) {
            CompletableFuture<Void> timeout = CompletableFuture.runAsync(
                    child::close, CompletableFuture.delayedExecutor(TIMEOUT_MINUTES, TimeUnit.MINUTES));
            try {
                return results(child);
            } finally {
                timeout.cancel(false);
            }
        }
    }

    private List<String> command(Place place, Map<String, String> springProperties) {
        List<String> command = new ArrayList<>();
        Path home = jdk == null ? Path.of(System.getProperty("java.home")) : jdk;
        command.add(home.resolve("bin").resolve("java").toString());
        command.addAll(place.javaOptions());
        command.add("-jar");
        command.add(jar(place.directory().resolve(module).resolve("target")).toString());
        Map<String, String> arguments = new LinkedHashMap<>(sizes);
        arguments.put("scenario", scenario);
        arguments.put("contender", name);
        arguments.putAll(springProperties);
        arguments.putAll(place.settings());
        arguments.forEach((argument, value) -> command.add("--%s=%s".formatted(argument, value)));
        return command;
    }

    private Path jar(Path target) {
        try (Stream<Path> files = Files.isDirectory(target) ? Files.list(target) : Stream.empty()) {
            return files.filter(file -> file.getFileName().toString().matches("benchmark-" + module + "-.*\\.jar"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(
                            "There is no benchmark-%s-*.jar in '%s': build it with 'mvn -Pbench -DskipTests package'"
                                    .formatted(module, target)));
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    private List<Trial.Value> results(Child child) {
        List<Trial.Value> values = new ArrayList<>();
        Deque<String> tail = new ArrayDeque<>();
        child.output().forEach(line -> {
            if (line.startsWith(Results.PREFIX)) {
                values.add(JSON.readValue(line.substring(Results.PREFIX.length()), Trial.Value.class));
            } else {
                tail.addLast(line);
                if (tail.size() > TAIL_LINES) {
                    tail.removeFirst();
                }
            }
        });
        int code = child.exitCode();
        if (code != 0 || values.isEmpty()) {
            throw new TrialFailedException("%s in '%s' ended with %d and %d results. The last it said:\n%s"
                    .formatted(name, scenario, code, values.size(), String.join("\n", tail)));
        }
        return values;
    }
}
