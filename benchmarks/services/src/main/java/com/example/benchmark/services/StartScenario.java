package com.example.benchmark.services;

import com.example.benchmark.scenario.Arguments;
import com.example.benchmark.scenario.Results;
import com.example.testbed.ServiceProcess;
import com.example.testbed.Witness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.util.FileSystemUtils;

/**
 * How long the producer takes from {@code java -jar} to ready, and how much memory it has then, and after some orders: as
 * the one jar, extracted (Spring Boot reference, "Efficient Deployments"), and with an AOT cache (JEP 483, JEP 514) of
 * the extracted form.
 */
final class StartScenario {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final Arguments arguments;

    private final Services services;

    private final Results results;

    StartScenario(Arguments arguments, Services services, Results results) {
        this.arguments = arguments;
        this.services = services;
        this.results = results;
    }

    void run() throws Exception {
        ServiceProcess producer = services.producer();
        Path directory = Files.createTempDirectory("staffetta-start-");
        try {
            // The first start makes the tables, and fills the page cache.
            timeStart(producer);
            producer.stop();
            switch (arguments.text("contender")) {
                case "fat" -> {}
                case "extracted" -> extract(producer, directory);
                case "cached" -> {
                    extract(producer, directory);
                    train(producer, directory.resolve("producer.aot"));
                }
                default ->
                    throw new IllegalArgumentException(
                            "There is no way to start '%s'".formatted(arguments.text("contender")));
            }
            results.add("time to ready", timeStart(producer) / 1e9, "s");
            results.add("memory when ready", Services.residentMegabytes(producer), "MB");
            underLoad(producer);
            results.add("memory after the load", Services.residentMegabytes(producer), "MB");
        } finally {
            FileSystemUtils.deleteRecursively(directory);
        }
    }

    private static long timeStart(ServiceProcess service) throws InterruptedException {
        long began = System.nanoTime();
        service.start();
        while (!service.isReady()) {
            if (!service.isAlive() || System.nanoTime() - began > TIMEOUT.toNanos()) {
                throw new IllegalStateException("The service does not start, see " + service.log());
            }
            synchronized (service) {
                service.wait(5);
            }
        }
        return System.nanoTime() - began;
    }

    private static void extract(ServiceProcess service, Path directory) throws IOException, InterruptedException {
        run(List.of(
                ServiceProcess.java(),
                "-Djarmode=tools",
                "-jar",
                service.jar().toString(),
                "extract",
                "--force",
                "--destination",
                directory.toString()));
        service.jar(directory.resolve(service.jar().getFileName()));
    }

    /** Runs it until it is ready, by which the JVM learns what to keep. */
    private static void train(ServiceProcess service, Path cache) throws IOException, InterruptedException {
        List<String> learn = new ArrayList<>(List.of("-XX:AOTCacheOutput=" + cache));
        service.temporaryOptions(learn);
        timeStart(service);
        service.stop();
        service.temporaryOptions(List.of());
        if (!Files.exists(cache)) {
            throw new IllegalStateException("The JVM has not written its cache, see " + service.log());
        }
        service.options("-XX:AOTCache=" + cache);
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (process.waitFor() != 0) {
            throw new IllegalStateException("%s failed".formatted(command));
        }
    }

    private void underLoad(ServiceProcess producer) throws Exception {
        services.consumer().start();
        services.consumer().awaitReady();
        try (Witness witness = services.newWitness()) {
            new Users(producer.url("/api/orders"), witness)
                    .run(arguments.number("users"), arguments.number("load-seconds"));
        }
    }
}
