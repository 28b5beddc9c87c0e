package com.example.messaging.properties;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * The audit trail: a stream that keeps every event for a while, handled or not, to be read back and replayed.
 *
 * @param enabled Whether there is one. Services that share exchanges should agree.
 * @param queue Name of the stream.
 * @param maxAge How long it keeps events. Keep it below 'messaging.inbox.retention': what the inbox has forgotten takes
 *     effect again when it is replayed.
 * @param maxLength How large it may grow before the oldest events make room. The broker needs room on its disk for it.
 * @param bindings Events that only queues of others take, which this service does not know of, to be kept as well.
 */
public record AuditProperties(
        @DefaultValue("false") boolean enabled,
        @ShortString @DefaultValue("audit") String queue,

        @NotNull @PositiveDuration(upTo = "3650d") @DefaultValue("13d")
        Duration maxAge,

        @NotNull @DefaultValue("5GB") DataSize maxLength,
        @DefaultValue List<@Valid BindingProperties> bindings) {

    private static final DataSize LEAST = DataSize.ofMegabytes(1);

    public AuditProperties {
        Assert.isTrue(
                maxLength.compareTo(LEAST) >= 0,
                "'max-length' of the audit trail must be at least %s".formatted(LEAST));
    }
}
