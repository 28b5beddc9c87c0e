package com.example.benchmark.suite;

import com.example.benchmark.suite.Comparison.Better;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** All scenarios, in a size. */
final class Plan {

    private static final String RATE = "rate";

    private static final String STARTER = "starter";

    private static final String WAITING = "starter-waiting";

    /** More would be much memory. */
    private static final int MOST_FROM_MEMORY = 120_000;

    /** How often a short backlog is drained, so that it takes about as long as a long one. */
    private static final int ROUNDS = 4;

    private final Size size;

    Plan(Size size) {
        this.size = size;
    }

    List<Scenario> scenarios() {
        return Stream.of(
                        Stream.of(relay(), commit(), consume()),
                        size.hasBacklog() ? Stream.of(flat()) : Stream.<Scenario>empty(),
                        new ServicesPlan(size).scenarios())
                .flatMap(Function.identity())
                .toList();
    }

    private Scenario relay() {
        return new Scenario(
                "relay",
                "Draining a full outbox into a queue",
                List.of(
                        relay(STARTER, size.relayed()),
                        relay("blocking", size.relayedSlowly()),
                        relay("correlated", size.relayed() / 3),
                        relay("raw", Math.min(size.relayed(), MOST_FROM_MEMORY))),
                List.of(),
                List.of(
                        new Comparison(RATE, STARTER, "blocking", Better.HIGHER, 25),
                        new Comparison(RATE, STARTER, "correlated", Better.HIGHER, 5),
                        new Comparison(RATE, STARTER, "raw", Better.HIGHER, 0.7),
                        new Comparison(RATE, "raw", "blocking", Better.HIGHER, 0),
                        new Comparison(RATE, "raw", "correlated", Better.HIGHER, 0)),
                List.of(RATE));
    }

    private Trial relay(String contender, int backlog) {
        return relay(contender, contender, backlog, 0, 1);
    }

    private Trial relay(String label, String contender, int backlog, int last, int rounds) {
        return new Trial(
                label,
                new Contender(
                        STARTER,
                        "relay",
                        contender,
                        Map.of(
                                "warm-up-seconds", text(size.warmUpSeconds()),
                                "warm-up-events", text(Math.max(200, Math.min(backlog / 2, 20_000))),
                                "backlog", text(backlog),
                                "last", text(last),
                                "rounds", text(rounds),
                                "channels", "1,4")));
    }

    private Scenario commit() {
        String latency = "latency at 500/s p99";
        return new Scenario(
                "commit",
                "Transactions that publish an event, until it is in the queue",
                Stream.concat(
                                Stream.of(
                                        commit(STARTER, STARTER, size.committed()),
                                        commit("modulith", "modulith", size.committedSlowly()),
                                        commit("namastack", "namastack", size.committedSlowly())),
                                // Not in the short form.
                                size == Size.QUICK
                                        ? Stream.<Trial>empty()
                                        : Stream.of(commit(WAITING, STARTER, size.committed())))
                        .toList(),
                List.of(
                        new Limit("latency after commit at 50 % load p99", STARTER, 20),
                        new Limit("latency after commit at 500/s p99", STARTER, 20)),
                List.of(
                        new Comparison("rate, 8 threads", STARTER, "modulith", Better.HIGHER, 3),
                        new Comparison("rate, 8 threads", STARTER, "namastack", Better.HIGHER, 3),
                        new Comparison("rate, 64 threads", STARTER, "modulith", Better.HIGHER, 3),
                        new Comparison("rate, 64 threads", STARTER, "namastack", Better.HIGHER, 3),
                        new Comparison("rate, 8 threads", WAITING, "modulith", Better.HIGHER, 0),
                        new Comparison("rate, 8 threads", WAITING, "namastack", Better.HIGHER, 0),
                        new Comparison("rate, 64 threads", WAITING, "modulith", Better.HIGHER, 0),
                        new Comparison("rate, 64 threads", WAITING, "namastack", Better.HIGHER, 0),
                        new Comparison(latency, STARTER, "modulith", Better.LOWER, 0),
                        new Comparison(latency, STARTER, "namastack", Better.LOWER, 0)),
                List.of("rate, 8 threads", "rate, 64 threads", latency));
    }

    private Trial commit(String contender, String module, int events) {
        boolean ratesOnly = contender.equals(WAITING);
        return new Trial(
                contender,
                new Contender(
                        module,
                        "commit",
                        contender,
                        Map.of(
                                "warm-up-seconds", text(size.warmUpSeconds()),
                                "warm-up-events", text(Math.min(events, 2_000)),
                                "events", text(events),
                                "threads", size.committingThreads(),
                                "latency-seconds", text(size.latencySeconds()),
                                "latency-percents", ratesOnly ? "" : size.latencyPercents(),
                                "latency-rates", ratesOnly ? "" : "500")));
    }

    private Scenario consume() {
        return new Scenario(
                "consume",
                "Draining a full queue: inbox, effect, and a follow-up event",
                List.of(
                        consume("group", "group", size.consumed(), 0),
                        consume("plain", "plain", size.consumedPlainly(), 0),
                        consume("ack-only", "ack-only", size.consumed() * 4, 0)),
                List.of(),
                List.of(
                        new Comparison(RATE, "group", "plain", Better.HIGHER, 10),
                        new Comparison(RATE, "group", "ack-only", Better.HIGHER, 0.4)),
                List.of(RATE));
    }

    private Trial consume(String label, String contender, int events, int inboxRows) {
        return new Trial(
                label,
                new Contender(
                        STARTER,
                        "consume",
                        contender,
                        Map.of(
                                "warm-up-seconds", text(size.warmUpSeconds()),
                                "warm-up-events", text(Math.max(200, Math.min(events / 2, 10_000))),
                                "events", text(events),
                                "inbox-rows", text(inboxRows))));
    }

    private Scenario flat() {
        String shortOutbox = "relay, %,d waiting".formatted(size.shortBacklog());
        String longOutbox = "relay, %,d waiting".formatted(size.backlog());
        String emptyOutbox = "commit, empty outbox";
        String fullOutbox = "commit, outbox of %,d".formatted(size.backlog());
        String emptyInbox = "consume, empty inbox";
        String fullInbox = "consume, inbox of %,d".formatted(size.inboxRows());
        return new Scenario(
                "flat",
                "Full tables against small ones",
                size == Size.SMOKE
                        ? List.of(
                                relay(longOutbox, STARTER, size.backlog(), size.shortBacklog(), 1),
                                store(fullOutbox, size.backlog()),
                                consume(fullInbox, "group", size.consumed(), size.inboxRows()))
                        : List.of(
                                relay(shortOutbox, STARTER, size.shortBacklog(), 0, ROUNDS),
                                relay(longOutbox, STARTER, size.backlog(), size.shortBacklog(), 1),
                                store(emptyOutbox, 0),
                                store(fullOutbox, size.backlog()),
                                consume(emptyInbox, "group", size.consumed(), 0),
                                consume(fullInbox, "group", size.consumed(), size.inboxRows())),
                List.of(),
                List.of(
                        new Comparison(RATE, longOutbox, shortOutbox, Better.HIGHER, 0.8),
                        new Comparison(RATE, fullOutbox, emptyOutbox, Better.HIGHER, 0.8),
                        new Comparison(RATE, fullInbox, emptyInbox, Better.HIGHER, 0.8)),
                List.of(RATE));
    }

    private Trial store(String label, int backlog) {
        return new Trial(
                label,
                new Contender(
                        STARTER,
                        "store",
                        STARTER,
                        Map.of(
                                "warm-up-seconds", text(size.warmUpSeconds()),
                                "warm-up-events", text(Math.min(size.committed(), 2_000)),
                                "events", text(size.committed()),
                                "backlog", text(backlog))));
    }

    private static String text(int number) {
        return String.valueOf(number);
    }
}
