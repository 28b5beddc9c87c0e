package com.example.proof;

import com.example.messaging.test.BrokerLink;
import com.example.testbed.Broker;
import com.example.testbed.OrderLoad;
import com.example.testbed.ServiceProcess;
import com.example.testbed.Witness;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** One row on one database: a steady load, what happens meanwhile, and the account afterwards. */
final class Trial implements AutoCloseable {

    static final int SECONDS = Integer.getInteger("proof.seconds", 10);

    static final int RATE = Integer.getInteger("proof.rate", 50);

    /**
     * Without progress for so long, what is not handled is lost. A quorum queue of RabbitMQ 4.3 waits 60 seconds before it
     * gives to others what the consumers of a lost node had in hand (documentation, "Quorum Queues").
     */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** A message that can't go anywhere waits half a minute between two tries. */
    private static final Duration QUIET = Duration.ofSeconds(150);

    private static final Pattern BACKLOG = Pattern.compile("\"backlog\":(\\d+)");

    private final String name;

    private final Stand stand;

    private final Witness witness;

    private final OrderLoad load;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    private final ScheduledExecutorService progress = Executors.newSingleThreadScheduledExecutor();

    private final List<Future<?>> planned = new ArrayList<>();

    private final List<String> complaints = new ArrayList<>();

    private final Set<String> handled = new HashSet<>();

    private long expectedDeadLetters;

    private Duration longestOutage = Duration.ZERO;

    /** Something that may go wrong. */
    interface Action {

        void run() throws Exception;
    }

    Trial(String name, Stand stand) {
        this.name = name;
        this.stand = stand;
        this.witness = new Witness(stand::connect);
        this.load = new OrderLoad(
                stand.producers().stream()
                        .map(producer -> producer.url("/api/orders"))
                        .toList(),
                RATE);
        progress.scheduleAtFixedRate(
                () -> Ledger.say("%s: %d accepted, %d paid", name, load.acceptedCount(), witness.paidCount()),
                2,
                2,
                TimeUnit.SECONDS);
    }

    /** Lets something happen after a part of the time. One thing after the other: what takes long delays the next. */
    void at(double part, Action action) {
        planned.add(timer.schedule(
                () -> {
                    action.run();
                    return null;
                },
                Math.round(part * SECONDS * 1_000),
                TimeUnit.MILLISECONDS));
    }

    /** Fails the row, at its end, unless something is true. */
    void expect(boolean is, String otherwise) {
        if (!is) {
            complaints.add(otherwise);
        }
    }

    void expectDeadLetters(long count) {
        expectedDeadLetters += count;
    }

    Stand stand() {
        return stand;
    }

    Broker broker() {
        return stand.broker();
    }

    BrokerLink producerLink() {
        return stand.producerLink();
    }

    BrokerLink consumerLink() {
        return stand.consumerLink();
    }

    ServiceProcess producer() {
        return stand.producers().get(0);
    }

    ServiceProcess consumer() {
        return stand.consumers().get(0);
    }

    Witness witness() {
        return witness;
    }

    OrderLoad load() {
        return load;
    }

    /** Goes through with it, up to where all is quiet again. */
    void run() throws Exception {
        at(1, () -> {});
        for (Future<?> action : planned) {
            await(action);
        }
        load.stop();
        stand.mend();
        load.awaitAccepted(Duration.ofSeconds(90));
        awaitHandled();
        longestOutage = witness.longestGap(load.accepted().keySet(), load.startedAt());
        if (handled.size() == load.acceptedCount()) {
            awaitQuiet();
        }
    }

    private static void await(Future<?> action) throws InterruptedException, TimeoutException {
        try {
            action.get(5, TimeUnit.MINUTES);
        } catch (ExecutionException ex) {
            throw new IllegalStateException("The fault could not be caused", ex.getCause());
        }
    }

    private void awaitHandled() {
        Set<String> open = new HashSet<>(load.accepted().keySet());
        long[] lastProgress = {System.nanoTime()};
        Awaitility.await(name + " is handled")
                .atMost(Duration.ofMinutes(5))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    boolean some = open.removeIf(order -> witness.paymentsOf(order) > 0
                            && Witness.isFinal(stand.producers().get(0), order)
                            && handled.add(order));
                    if (some) {
                        lastProgress[0] = System.nanoTime();
                    }
                    return open.isEmpty() || System.nanoTime() - lastProgress[0] > PATIENCE.toNanos();
                });
    }

    /** Until nothing is on its way any more: what comes late may be a second effect. */
    private void awaitQuiet() {
        try {
            Awaitility.await()
                    .atMost(QUIET)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> Witness.QUEUES.stream().allMatch(queue -> witness.depth(queue) == 0)
                            && stand.services().allMatch(service -> backlog(service) == 0)
                            && witness.deadLetters() >= expectedDeadLetters);
        } catch (ConditionTimeoutException ex) {
            complaints.add("It does not get quiet: %d dead letters of %d, depths %s"
                    .formatted(
                            witness.deadLetters(),
                            expectedDeadLetters,
                            Witness.QUEUES.stream().map(witness::depth).toList()));
        }
        long[] events = {-1};
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(700))
                .until(() -> {
                    long before = events[0];
                    events[0] = witness.events();
                    return before == events[0];
                });
    }

    static long backlog(ServiceProcess service) {
        try {
            Matcher backlog = BACKLOG.matcher(service.get("/actuator/outbox").body());
            return backlog.find() ? Long.parseLong(backlog.group(1)) : -1;
        } catch (IOException ex) {
            return -1;
        }
    }

    /** Counts, and cleans up for the next row. */
    Result account(int number, String id, String title) throws IOException {
        Set<String> accepted = load.accepted().keySet();
        long doubled =
                accepted.stream().filter(order -> witness.paymentsOf(order) > 1).count();
        long deadLetters = witness.deadLetters() - expectedDeadLetters;
        long unroutable = witness.depth("unroutable");
        int lost = accepted.size() - handled.size();
        expect(!accepted.isEmpty(), "nothing was accepted");
        expect(lost == 0, lost + " orders are lost");
        expect(doubled == 0, doubled + " orders took effect twice");
        expect(deadLetters == 0, deadLetters + " dead letters more than there should be");
        expect(unroutable == 0, unroutable + " events rest as unroutable");
        for (String queue : Witness.DEAD_LETTER_QUEUES) {
            witness.purge(queue);
        }
        witness.purge("unroutable");
        return new Result(
                number,
                id,
                title,
                stand.database().title(),
                String.valueOf(accepted.size()),
                String.valueOf(handled.size()),
                String.valueOf(lost),
                String.valueOf(doubled),
                String.valueOf(deadLetters),
                "%d.%d s".formatted(longestOutage.toMillis() / 1_000, longestOutage.toMillis() % 1_000 / 100),
                String.join("; ", complaints));
    }

    List<String> complaints() {
        return complaints;
    }

    @Override
    public void close() {
        progress.shutdownNow();
        timer.shutdownNow();
        load.close();
        witness.close();
    }
}
