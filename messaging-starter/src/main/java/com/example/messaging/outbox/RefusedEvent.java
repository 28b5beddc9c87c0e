package com.example.messaging.outbox;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event that was put aside, as operators see it.
 *
 * @param id its id
 * @param type its type
 * @param key what it is about
 * @param time when it happened
 * @param refusals how often the broker refused it
 * @param reason what the broker said last
 */
record RefusedEvent(
        String id,
        String type,
        @Nullable String key,
        @Nullable Instant time,
        int refusals,
        @Nullable String reason) {}
