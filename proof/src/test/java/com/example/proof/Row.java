package com.example.proof;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A row of the table: something happens while orders come in, and each of them has to take effect, once. */
abstract class Row {

    private final int number;

    private final String title;

    Row(int number, String title) {
        this.number = number;
        this.title = title;
    }

    static Stream<Kind> databases() {
        return Arrays.stream(
                        System.getProperty("proof.databases", "H2,POSTGRESQL").split(","))
                .map(Kind::valueOf);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void losesAndDoublesNothing(Kind kind) throws Exception {
        Optional<String> obstacle = obstacle();
        if (obstacle.isPresent()) {
            leaveOut(kind, obstacle.get());
        }
        String name = id() + " on " + kind.title();
        Ledger.say("%s: %s", name, title);
        Stand stand;
        try {
            stand = Stand.of(kind, setup(kind));
        } catch (Exception | AssertionError ex) {
            Ledger.add(Result.without(this, kind, "**Broken**: could not begin, " + summary(ex)));
            throw ex;
        }
        boolean whole = false;
        try (Trial trial = new Trial(name, stand)) {
            run(name, kind, trial);
            whole = true;
        } finally {
            if (!whole) {
                Stand.discard(kind, name);
            }
        }
    }

    /** Whatever comes of it, the table says it. */
    private void run(String name, Kind kind, Trial trial) throws Exception {
        Optional<Throwable> failure = Optional.empty();
        try {
            plan(trial);
            trial.run();
            check(trial);
        } catch (Exception | AssertionError ex) {
            failure = Optional.of(ex);
            trial.complain(summary(ex));
        }
        String broken = String.join("; ", trial.complaints());
        Optional<Outcome> outcome = trial.outcome();
        Result result = outcome.map(counted -> Result.of(this, trial.stand(), counted, broken))
                .orElseGet(() -> Result.without(this, kind, "**Broken**: " + broken));
        Ledger.add(result);
        Ledger.say(
                "%s: %s%s",
                name,
                outcome.map(counted -> counted + " ").orElse(""),
                broken.isEmpty() ? "- kept" : "- BROKEN: " + broken);
        if (!trial.complaints().isEmpty()) {
            fail(result.toString(), failure.orElse(null));
        }
    }

    private static String summary(Throwable ex) {
        return String.valueOf(ex.getMessage()).lines().findFirst().orElse("") + " ("
                + ex.getClass().getSimpleName() + ")";
    }

    private void leaveOut(Kind kind, String why) throws IOException {
        Ledger.add(Result.without(this, kind, "Not run: " + why));
        Ledger.say("%s on %s: not run: %s", id(), kind.title(), why);
        String required = System.getenv().getOrDefault("PROOF_REQUIRED", "");
        if (List.of(required.split("[ ,]+")).contains(id())) {
            fail("The row '%s' is required, and can't run: %s", id(), why);
        }
        Assumptions.abort(why);
    }

    int number() {
        return number;
    }

    String title() {
        return title;
    }

    /** As the command line knows it: KillBrokerProofTests is kill-broker. */
    String id() {
        return getClass()
                .getSimpleName()
                .replace("ProofTests", "")
                .replaceAll("(?<=[a-z])(?=[A-Z])", "-")
                .toLowerCase(Locale.ROOT);
    }

    /** Why it can't run here. */
    Optional<String> obstacle() {
        return Optional.empty();
    }

    Setup setup(Kind kind) {
        return Setup.ONE_EACH;
    }

    /** Says what happens, and when. */
    abstract void plan(Trial trial) throws Exception;

    /** What else must be true at the end. */
    void check(Trial trial) throws Exception {}
}
