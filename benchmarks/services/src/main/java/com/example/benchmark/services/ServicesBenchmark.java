package com.example.benchmark.services;

import com.example.benchmark.scenario.Arguments;
import com.example.benchmark.scenario.Broker;
import com.example.benchmark.scenario.Results;

/** Measures both services as processes of their own, over HTTP. */
public final class ServicesBenchmark {

    private ServicesBenchmark() {}

    /** Runs what {@code --scenario} and {@code --contender} name. */
    public static void main(String... args) throws Exception {
        Arguments arguments = new Arguments(args);
        Results results = new Results(System.out);
        if (arguments.text("contender").equals("ack-only")) {
            ackOnly(arguments, results);
            return;
        }
        try (Services services = new Services(arguments)) {
            switch (arguments.text("scenario")) {
                case "flow" -> new FlowScenario(arguments, services, results).run();
                case "readings" -> readings(arguments, services, results);
                case "start" -> new StartScenario(arguments, services, results).run();
                default ->
                    throw new IllegalArgumentException(
                            "There is no scenario '%s' here".formatted(arguments.text("scenario")));
            }
        }
    }

    private static void ackOnly(Arguments arguments, Results results) throws Exception {
        try (Broker broker = new Broker(arguments.broker());
                AckOnlyConsumer consumer = new AckOnlyConsumer(arguments.broker(), broker)) {
            new ReadingsScenario(arguments, broker, results).run(consumer);
        }
    }

    private static void readings(Arguments arguments, Services services, Results results) throws Exception {
        if (arguments.text("contender").equals("unvalidated")) {
            services.consumer().arguments("--messaging.events.validate=false");
        }
        try (Broker broker = new Broker(arguments.broker());
                ServiceConsumer consumer = new ServiceConsumer(services, broker)) {
            new ReadingsScenario(arguments, broker, results).run(consumer);
        }
    }
}
