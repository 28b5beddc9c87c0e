package com.example.messaging.properties;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * One queue, and how its messages are consumed.
 *
 * @param bindings Which messages it receives: routing keys whose first part is the exchange, or the keys of a binding.
 * @param type Queue type; only quorum queues survive the loss of a node.
 * @param deadLetter Whether messages that can't be processed are kept in the queue with '.dlq' after its name. Without it they
 *     are gone.
 * @param deliveryLimit How often the broker delivers a message again to a consumer that crashes with it, before it
 *     becomes a dead letter. Quorum queues only.
 * @param prefetch How many messages a consumer may hold unacknowledged; a group is not larger.
 * @param groupCommit How many messages that are already there share a database transaction. 1 for a listener with
 *     effects outside the database: when one of a group fails, the others are handled once more.
 * @param concurrency How many consumers this instance has; more than one gives up the order of messages.
 * @param retry What happens when a listener fails, if not what 'messaging.retry' says.
 * @param arguments Further arguments of the queue, such as x-max-length, as the broker names them. They win over the
 *     starter's own.
 */
@ConfigurationPropertiesSource
public record QueueProperties(
        @DefaultValue List<@Valid BindingProperties> bindings,
        @DefaultValue("quorum") Type type,
        @DefaultValue("true") boolean deadLetter,
        @Min(1) @Max(1_000_000) @DefaultValue("20") int deliveryLimit,
        @Min(1) @Max(65_535) @DefaultValue("250") int prefetch,
        @Min(1) @Max(1_000) @DefaultValue("50") int groupCommit,
        @Min(1) @Max(1_000) @DefaultValue("1") int concurrency,
        @Valid @Nullable @NestedConfigurationProperty RetryProperties retry,
        @DefaultValue Map<String, Object> arguments) {

    /** Queue types that hold work (RabbitMQ docs: "Queues"). */
    public enum Type {
        /** Replicated and durable. */
        QUORUM,
        /** On one node. */
        CLASSIC
    }
}
