package com.example.benchmark.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command line: runs the plan, and writes the report. */
@Command(
        name = "benchmark-suite",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Measures the messaging starter, and compares it with other ways to do the same.")
public final class BenchmarkSuite implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--quick", description = "One repetition of the main scenarios, in a few minutes.")
    private boolean quick;

    @Option(names = "--smoke", description = "Tiny sizes: shows that everything runs and that no event is lost.")
    private boolean smoke;

    @Option(names = "--only", split = ",", paramLabel = "SCENARIO", description = "Only these scenarios.")
    private List<String> only = new ArrayList<>();

    @Option(names = "--contender", split = ",", paramLabel = "NAME", description = "Only these contenders.")
    private List<String> contenders = new ArrayList<>();

    @Option(names = "--repetitions", paramLabel = "N", description = "How often each contender runs.")
    private int repetitions;

    @Option(names = "--java-options", paramLabel = "OPTIONS", description = "Options of the contenders' JVMs.")
    private String javaOptions = "";

    @Option(
            names = "--setting",
            paramLabel = "NAME=VALUE",
            description = "A setting of the contenders' applications; may be repeated.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(names = "--markdown", paramLabel = "FILE", description = "Where the report goes.")
    private @Nullable Path markdown;

    @Option(names = "--svg", paramLabel = "FILE", description = "Where the picture goes.")
    private @Nullable Path svg;

    @Option(names = "--csv", paramLabel = "FILE", description = "Where all single values go.")
    private @Nullable Path csv;

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description = "The directory of the benchmark modules; by default the one that this program is in.")
    private @Nullable Path directory;

    /** Runs it, and exits with 0 if all contenders did what they should. */
    public static void main(String... args) {
        System.exit(new CommandLine(new BenchmarkSuite()).execute(args));
    }

    @Override
    public Integer call() {
        Size size = smoke ? Size.SMOKE : quick ? Size.QUICK : Size.FULL;
        List<Scenario> scenarios = chosen(new Plan(size).scenarios());
        Path modules = directory == null ? ownDirectory() : directory;
        if (size == Size.FULL) {
            Machine.awaitQuiet(System.out);
        }
        long start = System.nanoTime();
        Map<String, String> facts = Machine.facts();
        facts.put("Commit", Checkout.commit(modules));
        Run run;
        try (Place place = Place.open(modules, options(), settings)) {
            facts.putAll(place.facts());
            facts.forEach((name, value) -> System.out.printf("%-11s %s%n", name, value));
            run = new Run(place, System.out);
            run.execute(scenarios, repetitions > 0 ? repetitions : size.repetitions());
        }
        facts.put("Date", LocalDate.now().toString());
        facts.put(
                "Duration",
                "%d s, %s repetition(s)%s"
                        .formatted(
                                Duration.ofNanos(System.nanoTime() - start).toSeconds(),
                                repetitions > 0 ? repetitions : size.repetitions(),
                                smoke ? ", smoke: sizes too small for numbers" : quick ? ", quick" : ""));
        if (!javaOptions.isBlank()) {
            facts.put("JVM options", javaOptions);
        }
        if (!settings.isEmpty()) {
            facts.put("Settings", settings.toString());
        }
        Report report = new Report(facts, scenarios, run.measurements(), run.loads(), run.failures());
        Path target = modules.resolve("suite").resolve("target");
        System.out.println();
        System.out.println(report.markdown());
        write(markdown == null ? target.resolve("bench.md") : markdown, report.markdown());
        write(svg == null ? target.resolve("bench.svg") : svg, Charts.svg(scenarios, report.summary()));
        write(csv == null ? target.resolve("bench.csv") : csv, report.csv());
        return run.failures().isEmpty() ? 0 : 1;
    }

    private List<String> options() {
        // Where speed does not count, starting does.
        String options = smoke && javaOptions.isBlank() ? "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC" : javaOptions;
        return Arrays.stream(options.trim().split("\\s+"))
                .filter(option -> !option.isEmpty())
                .toList();
    }

    private List<Scenario> chosen(List<Scenario> all) {
        List<String> names = all.stream().map(Scenario::name).toList();
        check("scenario", only, names);
        check(
                "contender",
                contenders,
                all.stream()
                        .flatMap(scenario -> scenario.trials().stream())
                        .map(Trial::contender)
                        .toList());
        return all.stream()
                .filter(scenario -> only.isEmpty() || only.contains(scenario.name()))
                .map(scenario -> new Scenario(
                        scenario.name(),
                        scenario.title(),
                        scenario.trials().stream()
                                .filter(trial -> contenders.isEmpty() || contenders.contains(trial.contender()))
                                .toList(),
                        scenario.limits(),
                        scenario.comparisons(),
                        scenario.charted()))
                .toList();
    }

    private void check(String what, List<String> wanted, List<String> known) {
        wanted.stream().filter(name -> !known.contains(name)).findFirst().ifPresent(name -> {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "There is no %s '%s' in this size; there are %s".formatted(what, name, known));
        });
    }

    private static Path ownDirectory() {
        Path program = Path.of(System.getProperty("java.class.path")).toAbsolutePath();
        Path target = program.getParent();
        return program.toString().endsWith(".jar") && target != null && target.getNameCount() > 2
                ? target.resolve("../..").normalize()
                : Path.of("benchmarks");
    }

    private static void write(Path file, String text) {
        try {
            Path parent = file.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.writeString(file, text);
            System.out.println("Written: " + file);
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }
}
