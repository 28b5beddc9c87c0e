package com.example.proof;

import java.time.Duration;

/**
 * What became of the orders of a trial.
 *
 * @param accepted how many were accepted
 * @param handled how many of them ended as they should
 * @param lost how many did not
 * @param doubled how many were paid more than once
 * @param outage the longest time without a payment
 * @param slowest the longest time from when an order was due to its payment
 */
record Outcome(int accepted, int handled, int lost, long doubled, Duration outage, Duration slowest) {

    @Override
    public String toString() {
        return "accepted %d, handled %d, lost %d, doubled %d, longest outage %s, slowest order %s"
                .formatted(accepted, handled, lost, doubled, seconds(outage), seconds(slowest));
    }

    static String seconds(Duration time) {
        return "%d.%d s".formatted(time.toMillis() / 1_000, time.toMillis() % 1_000 / 100);
    }
}
