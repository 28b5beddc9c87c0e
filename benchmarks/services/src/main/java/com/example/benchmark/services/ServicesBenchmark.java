package com.example.benchmark.services;

import com.example.benchmark.scenario.Arguments;
import com.example.benchmark.scenario.Results;

/** Measures both services as processes of their own, over HTTP. */
public final class ServicesBenchmark {

    private ServicesBenchmark() {}

    /** Runs what {@code --scenario} and {@code --contender} name. */
    public static void main(String... args) throws Exception {
        Arguments arguments = new Arguments(args);
        Results results = new Results(System.out);
        try (Services services = new Services(arguments)) {
            switch (arguments.text("scenario")) {
                case "flow" -> new FlowScenario(arguments, services, results).run();
                case "start" -> new StartScenario(arguments, services, results).run();
                default ->
                    throw new IllegalArgumentException(
                            "There is no scenario '%s' here".formatted(arguments.text("scenario")));
            }
        }
    }
}
