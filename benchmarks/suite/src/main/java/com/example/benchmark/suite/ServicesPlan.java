package com.example.benchmark.suite;

import com.example.benchmark.suite.Comparison.Better;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The scenarios of the services as they are shipped, in a size. */
final class ServicesPlan {

    private static final String RATE = "rate";

    private static final String SERVICES = "services";

    /** Applications are more to compile than one loop: how many times longer they warm up. */
    private static final int FLOW_WARM_UP = 3;

    private static final int READINGS_WARM_UP = 2;

    private static final int MOST_DEVICES = 1_000;

    private final Size size;

    ServicesPlan(Size size) {
        this.size = size;
    }

    Stream<Scenario> scenarios() {
        return Stream.concat(
                Stream.of(flow(), readings()), size.hasStarts() ? Stream.of(start()) : Stream.<Scenario>empty());
    }

    private Scenario flow() {
        String latency = "accepted to handled at %s p99";
        return new Scenario(
                "flow",
                "The two services: orders over HTTP, until their payments are published",
                List.of(new Trial(
                        "services",
                        new Contender(
                                SERVICES,
                                "flow",
                                "services",
                                Map.of(
                                        "users",
                                        "16",
                                        "warm-up-seconds",
                                        text(size.warmUpSeconds() * FLOW_WARM_UP),
                                        "seconds",
                                        text(size.latencySeconds()),
                                        "latency-seconds",
                                        text(size.latencySeconds()),
                                        "latency-percents",
                                        "50",
                                        "latency-rates",
                                        "100")))),
                List.of(
                        new Limit(latency.formatted("50 % load"), "services", 50),
                        new Limit(latency.formatted("100/s"), "services", 50)),
                List.of(),
                List.of(RATE, latency.formatted("50 % load")));
    }

    private Scenario readings() {
        String processorTime = "processor time of the consumer";
        return new Scenario(
                "readings",
                "Readings of devices as MQTT brings them, until the consumer has handled them",
                List.of(
                        readings("consumer", size.readings(), READINGS_WARM_UP),
                        readings("unvalidated", size.readings(), READINGS_WARM_UP),
                        readings("ack-only", size.readings() * 4, 1)),
                List.of(),
                List.of(
                        new Comparison(RATE, "consumer", "ack-only", Better.HIGHER, 0),
                        new Comparison(RATE, "consumer", "unvalidated", Better.HIGHER, 0),
                        new Comparison(processorTime, "consumer", "unvalidated", Better.LOWER, 0)),
                List.of(RATE, processorTime));
    }

    private Trial readings(String contender, int events, int warmUp) {
        return new Trial(
                contender,
                new Contender(
                        SERVICES,
                        "readings",
                        contender,
                        Map.of(
                                "devices", text(Math.min(events / 10, MOST_DEVICES)),
                                "warm-up-seconds", text(size.warmUpSeconds() * warmUp),
                                "warm-up-events", text(Math.max(200, Math.min(events / 2, 10_000))),
                                "events", text(events))));
    }

    private Scenario start() {
        String ready = "time to ready";
        Optional<Jdks.Jdk> jdk = Jdks.newest(25);
        // An AOT cache in one step needs JDK 25.
        List<String> ways = jdk.isPresent() ? List.of("fat", "extracted", "cached") : List.of("fat", "extracted");
        // The last way does all that the others do.
        Stream<String> chosen = ways.stream().skip(size == Size.SMOKE ? ways.size() - 1 : 0);
        return new Scenario(
                "start",
                "The producer, from 'java -jar' to ready"
                        + jdk.map(found -> ", on JDK " + found.version()).orElse(""),
                chosen.map(how -> start(how, jdk.map(Jdks.Jdk::home).orElse(null)))
                        .toList(),
                List.of(),
                List.of(
                        new Comparison(ready, "extracted", "fat", Better.LOWER, 0),
                        new Comparison(ready, "cached", "fat", Better.LOWER, 0)),
                List.of(ready, "memory after the load"));
    }

    private Trial start(String how, @Nullable Path jdk) {
        return new Trial(
                how,
                new Contender(
                        SERVICES,
                        "start",
                        how,
                        Map.of("users", "8", "load-seconds", text(Math.max(1, size.latencySeconds() / 3))),
                        jdk));
    }

    private static String text(int number) {
        return String.valueOf(number);
    }
}
