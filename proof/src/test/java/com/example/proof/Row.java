package com.example.proof;

import static org.assertj.core.api.Assertions.assertThat;
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
        String name = id() + " on " + kind;
        Ledger.say("%s: %s", name, title);
        boolean whole = false;
        try {
            Stand stand = Stand.of(kind, setup(kind));
            try (Trial trial = new Trial(name, stand)) {
                plan(trial);
                trial.run();
                check(trial);
                Result result = trial.account(number, id(), title);
                Ledger.add(result, setup(kind) == Setup.CLUSTER ? "" : stand.brokerVersion());
                Ledger.say(
                        "%s: accepted %s, handled %s, lost %s, doubled %s, longest outage %s %s",
                        name,
                        result.accepted(),
                        result.handled(),
                        result.lost(),
                        result.doubled(),
                        result.outage(),
                        result.note().isEmpty() ? "- kept" : "- BROKEN: " + result.note());
                assertThat(trial.complaints()).as(result.toString()).isEmpty();
                whole = true;
            }
        } finally {
            if (!whole) {
                Stand.discard(kind, name);
            }
        }
    }

    private void leaveOut(Kind kind, String why) throws IOException {
        Ledger.add(Result.notRun(number, id(), title, kind.name(), why), "");
        Ledger.say("%s on %s: not run: %s", id(), kind, why);
        String required = System.getenv().getOrDefault("PROOF_REQUIRED", "");
        if (List.of(required.split("[ ,]+")).contains(id())) {
            fail("The row '%s' is required, and can't run: %s", id(), why);
        }
        Assumptions.abort(why);
    }

    /** As the command line knows it: KillBrokerProofTests is kill-broker. */
    private String id() {
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
