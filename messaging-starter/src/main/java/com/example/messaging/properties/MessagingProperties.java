package com.example.messaging.properties;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;
import org.springframework.validation.annotation.Validated;

/**
 * All settings of the messaging starter.
 *
 * @param events Which events there are.
 * @param exchanges Exchanges that this service publishes to, by name: a type, or the keys of an exchange. Exchanges that
 *     only a binding names are declared if they are missing.
 * @param queues Queues that this service consumes from, by name. In YAML, a name with a dot stands in brackets and quotes.
 * @param topology What is done about exchanges, queues and bindings on the broker.
 * @param retry What happens when a listener fails, for queues that don't say otherwise.
 * @param publisher How events are handed to the broker where there is no outbox.
 * @param outbox How events wait to be published, where there is a database.
 * @param inbox How messages that were handled are remembered, where there is a database.
 * @param deadLetter Where messages rest that could not be processed.
 * @param unroutable Where messages rest that no queue wanted.
 * @param audit The audit trail: a stream that keeps every event for a while, to be read back and replayed.
 * @param listener How listeners run.
 */
@Validated
@ConfigurationProperties(prefix = "messaging", ignoreUnknownFields = false)
public record MessagingProperties(
        @Valid @DefaultValue Events events,
        @DefaultValue Map<String, @Valid ExchangeProperties> exchanges,
        @DefaultValue Map<String, @Valid QueueProperties> queues,
        @DefaultValue Topology topology,
        @Valid @DefaultValue @NestedConfigurationProperty RetryProperties retry,
        @Valid @DefaultValue Publisher publisher,
        @Valid @DefaultValue @NestedConfigurationProperty OutboxProperties outbox,
        @Valid @DefaultValue @NestedConfigurationProperty InboxProperties inbox,
        @Valid @DefaultValue DeadLetter deadLetter,
        @Valid @DefaultValue Unroutable unroutable,
        @Valid @DefaultValue @NestedConfigurationProperty AuditProperties audit,
        @Valid @DefaultValue Listener listener) {

    /**
     * Which events there are.
     *
     * @param packages Packages in which records with @EventType are looked for. By default that of the annotation, with
     *     those below it, and the application's own.
     * @param schemaUrl Where schemas can be read: an event's 'dataschema' is this, followed by its type. Services serve
     *     them at /api/event-types/.
     * @param validate Whether events are validated by the schemas of their types, those that come before a listener has
     *     them, and those that are published. A type without schema is not.
     */
    public record Events(
            @DefaultValue Set<String> packages,
            @NotNull @DefaultValue("urn:event-schema:") URI schemaUrl,
            @DefaultValue("true") boolean validate) {}

    /**
     * What is done about exchanges, queues and bindings on the broker.
     *
     * @param declare Whether the application declares exchanges, queues and bindings. Otherwise somebody else has to, and
     *     the application verifies that they are there: what is missing stops its start, and what differs does where its
     *     user may configure it (else arguments can't be compared, and the log says so).
     */
    public record Topology(@DefaultValue("true") boolean declare) {}

    /**
     * How events are handed to the broker.
     *
     * @param timeout Without an outbox: time that publishing one event may take, connecting and the broker's confirm included.
     */
    public record Publisher(
            @NotNull @PositiveDuration @DefaultValue("1500ms")
            Duration timeout) {}

    /**
     * Where messages rest that could not be processed.
     *
     * @param exchange Direct exchange that dead letters go through to their queues.
     */
    public record DeadLetter(
            @ShortString @DefaultValue("dead-letters") String exchange) {}

    /**
     * Where messages rest that no queue wanted.
     *
     * @param exchange Alternate exchange of all exchanges that have one, and name of the queue behind it.
     * @param maxLength How many events that no queue wanted are kept; the oldest make room.
     */
    public record Unroutable(
            @ShortString @DefaultValue("unroutable") String exchange,
            @Min(1) @DefaultValue("10000") long maxLength) {}

    /**
     * How listeners run.
     *
     * @param shutdownTimeout Time that messages in hand get to be finished when the service stops.
     * @param maxReconnectDelay Longest time between two attempts to reach a broker that is away.
     * @param killSwitch When a listener pauses because most of its messages fail.
     */
    public record Listener(
            @NotNull @PositiveDuration @DefaultValue("20s") Duration shutdownTimeout,
            @NotNull @PositiveDuration @DefaultValue("5s") Duration maxReconnectDelay,
            @Valid @DefaultValue KillSwitch killSwitch) {}

    /**
     * When a listener pauses because most of its messages fail, so that an outage behind it does not empty the queue
     * into the dead letters.
     *
     * @param window How many of the last attempts are looked at; 0 for a listener that never pauses.
     * @param failures How many of the attempts in the window must have failed for the listener to pause.
     * @param minPause First pause. After it one message is tried; each time that it fails, the next pause is twice as
     *     long.
     * @param maxPause Longest pause.
     */
    public record KillSwitch(
            @Min(0) @DefaultValue("20") int window,
            @Min(1) @DefaultValue("15") int failures,
            @NotNull @PositiveDuration @DefaultValue("1s") Duration minPause,

            @NotNull @PositiveDuration(upTo = "1d") @DefaultValue("1m")
            Duration maxPause) {

        public KillSwitch {
            Assert.isTrue(window == 0 || failures <= window, "'failures' must not be more than 'window'");
        }
    }

    /** Returns the retry settings that hold for a queue. */
    public RetryProperties retryOf(String queue) {
        QueueProperties properties = queues.get(queue);
        return properties == null || properties.retry() == null ? retry : properties.retry();
    }
}
