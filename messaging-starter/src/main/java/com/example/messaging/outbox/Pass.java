package com.example.messaging.outbox;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * How far the relay has come in a partition. It begins at the front, batch after batch, because what was confirmed is gone;
 * while refused events wait there, it reads on behind them, and leaves out what has to wait for them.
 */
final class Pass {

    /** Beyond so many keys that wait for a refused event, it starts from the front. */
    private static final int MAX_HELD_KEYS = 10_000;

    /** Keys of which an event was refused: the events behind it wait for it. */
    private final Set<String> held = new HashSet<>();

    private long after;

    private long leftBehind;

    private Instant nextTry = Instant.MAX;

    /** The next batch begins behind this id; 0 is the front. */
    long after() {
        return after;
    }

    /** How many events up to there have to wait. */
    long leftBehind() {
        return leftBehind;
    }

    /** When to look again at what has to wait; long ago, if nothing has to. */
    Instant nextTry() {
        return nextTry.equals(Instant.MAX) ? Instant.MIN : nextTry;
    }

    boolean isTooMuch() {
        return held.size() > MAX_HELD_KEYS;
    }

    boolean isHeld(OutboxEvent event) {
        return event.key() != null && held.contains(event.key());
    }

    /** Lets an event wait, and with it those of its key that come behind it. */
    void hold(OutboxEvent event, Instant until) {
        if (event.key() != null) {
            held.add(event.key());
        }
        nextTry = until.isBefore(nextTry) ? until : nextTry;
    }

    /** Leaves out what has to wait: refused events whose time has not come, and those behind them. */
    List<OutboxEvent> due(List<OutboxEvent> events, Instant now) {
        List<OutboxEvent> due = new ArrayList<>(events.size());
        for (OutboxEvent event : events) {
            if (!isHeld(event)) {
                if (event.isDue(now)) {
                    due.add(event);
                } else {
                    hold(event, Objects.requireNonNull(event.dueAt()));
                }
            }
        }
        return due;
    }

    /** A batch that ended with this id is done, but for so many that have to wait. */
    void goOn(long lastId, int waiting) {
        if (waiting > 0 || leftBehind > 0) {
            leftBehind += waiting;
            after = lastId;
        }
    }

    void startOver() {
        after = 0;
        leftBehind = 0;
        held.clear();
        nextTry = Instant.MAX;
    }
}
