package com.example.messaging.properties;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How events wait to be published, where there is a database.
 *
 * @param enabled Whether events are stored with the business change and published after its commit. Without it,
 *     publishing waits for the broker, and a crash can separate the two.
 * @param partitions How many events with different keys are relayed side by side, each by a thread with a database
 *     connection. Raise it only: events that wait keep theirs.
 * @param batchSize How many events are published before their confirms are waited for.
 * @param pollInterval How often the outbox is looked through for what no commit of this instance has announced.
 * @param confirmTimeout Time that the broker gets to confirm what was published.
 * @param maxBackoff Longest wait before a broker that is away, or an event that it refused, is tried again.
 * @param maxBacklog How many events may wait; past it publishing fails and asks callers to come back later.
 * @param maxRefusals How often the broker may refuse an event before it is put aside for a person to look at.
 */
public record OutboxProperties(
        @DefaultValue("true") boolean enabled,
        @Min(1) @Max(64) @DefaultValue("4") int partitions,
        @Min(1) @Max(10_000) @DefaultValue("250") int batchSize,

        @NotNull @PositiveDuration @DefaultValue("500ms") Duration pollInterval,

        @NotNull @PositiveDuration @DefaultValue("10s") Duration confirmTimeout,
        @NotNull @PositiveDuration @DefaultValue("10s") Duration maxBackoff,
        @Min(1) @DefaultValue("1000000") long maxBacklog,
        @Min(1) @DefaultValue("20") int maxRefusals) {}
