package com.example.proof;

import com.example.testbed.OrderLoad;
import com.example.testbed.OrderLoad.Accepted;
import com.example.testbed.Witness;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Waits until each order of a trial has come to its end and nothing is on its way any more, and then counts. */
final class Account {

    /**
     * Without progress for so long, what is not handled is lost. A quorum queue of RabbitMQ 4.3 waits 60 seconds before it
     * gives to others what the consumers of a lost node had in hand (documentation, "Quorum Queues").
     */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** A message that can't go anywhere waits half a minute between two tries. */
    private static final Duration QUIET = Duration.ofSeconds(150);

    /** Where messages may rest, and the queues of those who look on. */
    private static final Pattern RESTING = Pattern.compile("\\.dlq$|^unroutable$|^audit$|^witness-|^tap-");

    private final String name;

    private final Trial trial;

    private final Stand stand;

    private final OrderLoad load;

    private final Witness witness;

    private final Set<String> handled = new HashSet<>();

    Account(String name, Trial trial) {
        this.name = name;
        this.trial = trial;
        this.stand = trial.stand();
        this.load = trial.load();
        this.witness = trial.witness();
    }

    /** Waits for the end, counts, and complains of all that is not as it should be. */
    Outcome settle() throws Exception {
        awaitHandled();
        if (handled.size() == load.acceptedCount()) {
            awaitQuiet();
            checkOutcomes();
        }
        Outcome outcome = count();
        long deadLetters = witness.deadLetters() - trial.expectedDeadLetters();
        long unroutable = witness.depth("unroutable");
        trial.expect(outcome.accepted() > 0, "nothing was accepted");
        trial.expect(outcome.lost() == 0, outcome.lost() + " orders are lost");
        trial.expect(outcome.doubled() == 0, outcome.doubled() + " orders took effect twice");
        trial.expect(deadLetters == 0, deadLetters + " dead letters more than there should be");
        trial.expect(unroutable == 0, unroutable + " events rest as unroutable");
        for (String queue : Witness.DEAD_LETTER_QUEUES) {
            witness.purge(queue);
        }
        witness.purge("unroutable");
        return outcome;
    }

    private void awaitHandled() {
        Map<String, Accepted> open = new HashMap<>(load.accepted());
        long[] lastProgress = {System.nanoTime()};
        Awaitility.await(name + " is handled")
                .atMost(Duration.ofMinutes(5))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    boolean some = open.values()
                            .removeIf(order -> witness.paymentsOf(order.id()) > 0
                                    && order.outcome().equals(statusOf(order))
                                    && handled.add(order.id()));
                    if (some) {
                        lastProgress[0] = System.nanoTime();
                    }
                    return open.isEmpty() || System.nanoTime() - lastProgress[0] > PATIENCE.toNanos();
                });
    }

    private String statusOf(Accepted order) {
        return String.valueOf(OrderLoad.statusOf(trial.producer(), order.id()));
    }

    /** Until nothing is on its way any more: what comes late may be a second effect. */
    private void awaitQuiet() {
        AtomicReference<String> failure = new AtomicReference<>("each try went through");
        try {
            Awaitility.await()
                    .atMost(QUIET)
                    .pollInterval(Duration.ofMillis(200))
                    .ignoreExceptionsMatching(ex -> {
                        failure.set(ex.getMessage());
                        return true;
                    })
                    .until(() -> isIdle() && witness.deadLetters() >= trial.expectedDeadLetters() && isQuiet());
        } catch (ConditionTimeoutException ex) {
            trial.complain("it does not get quiet, %d dead letters are expected: %s; %s"
                    .formatted(trial.expectedDeadLetters(), stand.queues(), failure));
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

    private boolean isIdle() {
        return stand.services().allMatch(service -> Trial.backlog(service) == 0)
                && Witness.QUEUES.stream().allMatch(queue -> witness.depth(queue) == 0);
    }

    /**
     * Whether there is nothing that could come to a service once more. What a consumer has in hand is on no queue that says
     * so at once; the consumers are cut off for a moment, which puts it back.
     */
    private boolean isQuiet() {
        List<String> queues = stand.queues().keySet().stream()
                .filter(queue -> !RESTING.matcher(queue).find())
                .toList();
        if (!stand.hasLinks()) {
            // No way to cut them off. The queues tell what is in hand as well, some seconds late.
            return stand.queues().entrySet().stream()
                    .allMatch(queue -> queue.getValue() == 0 || !queues.contains(queue.getKey()));
        }
        stand.cutLinks();
        try {
            Trial.await("no consumer is there", () -> allHaveConsumers(false));
            return queues.stream().allMatch(queue -> witness.depth(queue) == 0)
                    && stand.services().allMatch(service -> Trial.backlog(service) == 0);
        } finally {
            stand.restoreLinks();
            Trial.await("the consumers are back", () -> allHaveConsumers(true));
        }
    }

    private boolean allHaveConsumers(boolean present) {
        return Witness.QUEUES.stream().allMatch(queue -> witness.consumers(queue) > 0 == present);
    }

    /** Whether each order is still what it has become. */
    private void checkOutcomes() {
        long changed = load.accepted().values().stream()
                .filter(order -> !order.outcome().equals(statusOf(order)))
                .count();
        trial.expect(changed == 0, changed + " orders left their final state");
    }

    private Outcome count() {
        Map<String, Accepted> accepted = load.accepted();
        long doubled = accepted.keySet().stream()
                .filter(order -> witness.paymentsOf(order) > 1)
                .count();
        long slowest = accepted.values().stream()
                .filter(order -> witness.paymentsOf(order.id()) > 0)
                .mapToLong(order -> witness.paidAt(order.id()) - order.dueAt())
                .max()
                .orElse(0);
        return new Outcome(
                accepted.size(),
                handled.size(),
                accepted.size() - handled.size(),
                doubled,
                witness.longestGap(accepted.keySet(), load.startedAt()),
                Duration.ofNanos(slowest));
    }
}
