package com.example.benchmark.suite;

/**
 * How much is measured.
 *
 * @param repetitions how often, if the command line does not say
 * @param warmUpSeconds how long a contender warms up at least
 * @param relayed events in the outbox for relays
 * @param relayedSlowly the same for those that wait for each confirm
 * @param committed transactions in a closed loop
 * @param committedSlowly the same for the peers
 * @param committingThreads numbers of threads, with commas between them
 * @param latencySeconds how long latencies are measured
 * @param latencyPercents loads at which they are, in percent of the rate of eight threads
 * @param consumed events in the queue
 * @param consumedPlainly the same for one transaction each
 * @param shortBacklog events in the outbox that is not called full
 * @param backlog events in the one that is
 * @param inboxRows rows in the inbox that is called full
 * @param readings what devices publish; four times as much for who only acknowledges
 * @param hasStarts whether starts are measured
 */
record Size(
        int repetitions,
        int warmUpSeconds,
        int relayed,
        int relayedSlowly,
        int committed,
        int committedSlowly,
        String committingThreads,
        int latencySeconds,
        String latencyPercents,
        int consumed,
        int consumedPlainly,
        int shortBacklog,
        int backlog,
        int inboxRows,
        int readings,
        boolean hasStarts) {

    /** For numbers that can be trusted: on two cores, most take ten seconds. */
    static final Size FULL = new Size(
            3, 8, 240_000, 26_000, 25_000, 10_000, "8,64", 10, "50", 50_000, 9_000, 60_000, 500_000, 1_000_000, 30_000,
            true);

    /** For a first impression. */
    static final Size QUICK =
            new Size(1, 2, 24_000, 1_000, 2_500, 1_500, "8", 2, "", 6_000, 800, 0, 0, 0, 4_000, false);

    /** For seeing that everything runs. */
    static final Size SMOKE =
            new Size(1, 0, 1_000, 200, 300, 300, "8,64", 1, "50", 500, 300, 1_000, 3_000, 2_000, 600, true);

    /** Whether there is a full table to compare with. */
    boolean hasBacklog() {
        return backlog > 0;
    }
}
