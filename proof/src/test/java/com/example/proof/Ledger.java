package com.example.proof;

import com.example.testbed.ServiceProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The results so far: one file each, and the table of all of them, which is written anew after each. */
final class Ledger {

    private static final Path DIRECTORY = Path.of(System.getProperty("proof.directory", "target/proof"));

    private Ledger() {}

    static synchronized void add(Result result) throws IOException {
        Files.createDirectories(DIRECTORY);
        Files.writeString(
                DIRECTORY.resolve("%02d-%s-%s.tsv"
                        .formatted(
                                result.number(), result.id(), result.database().replaceAll("[ .\\d]+$", ""))),
                result.toLine() + "\n");
        Files.writeString(DIRECTORY.resolveSibling("proof.md"), table());
    }

    private static String table() throws IOException {
        List<Result> results = new ArrayList<>();
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".tsv")).toList()) {
                results.add(Result.of(Files.readAllLines(file).get(0)));
            }
        }
        results.sort(Comparator.comparing(Result::number).thenComparing(Result::database));
        return """
                | What happens | Database | Accepted | Handled | Lost | Doubled | Longest outage | Slowest order |
                |---|---|--:|--:|--:|--:|--:|--:|
                %s

                %s orders a second for %s seconds in each row; %d cores, JDK %s, %s, %s; %s.
                """.formatted(
                        results.stream().map(Result::toTableRow).collect(Collectors.joining("\n")),
                        Trial.RATE,
                        Trial.SECONDS,
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("java.version"),
                        all(results, Result::broker),
                        all(results, Result::database),
                        LocalDate.now(ZoneOffset.UTC));
    }

    /** What the rows were run on. */
    private static String all(List<Result> results, Function<Result, String> part) {
        return results.stream()
                .filter(Result::isRun)
                .map(part)
                .distinct()
                .sorted()
                .collect(Collectors.joining(" and "));
    }

    /** Keeps the logs of services that are about to be removed. */
    static void keep(String row, Stream<ServiceProcess> services) {
        services.forEach(service -> {
            try {
                Path logs = Files.createDirectories(DIRECTORY.resolve("logs"));
                Path log = service.log();
                String port = String.valueOf(service.url("/").getPort());
                Files.copy(
                        log,
                        logs.resolve((row + "-" + port + "-" + log.getFileName()).replace(' ', '-')),
                        StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException ex) {
                say("The log %s is lost: %s", service.log(), ex);
            }
        });
    }

    /** Shows how it goes, for a person who waits. */
    static void say(String format, Object... values) {
        System.out.println("proof: " + format.formatted(values));
        System.out.flush();
    }
}
