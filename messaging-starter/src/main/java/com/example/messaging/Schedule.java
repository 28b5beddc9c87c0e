package com.example.messaging;

import java.time.Duration;
import java.time.Instant;

/**
 * When an event is to be published.
 *
 * @param at not before this; past instants mean at once
 */
public record Schedule(Instant at) {

    /** At this time, or as soon after it as the outbox looks. */
    public static Schedule at(Instant at) {
        return new Schedule(at);
    }

    /** After this time, counted from now. */
    public static Schedule after(Duration delay) {
        return new Schedule(Instant.now().plus(delay));
    }
}
