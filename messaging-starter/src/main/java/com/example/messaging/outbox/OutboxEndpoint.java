package com.example.messaging.outbox;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/** Shows what waits in the outbox, and sends again what was put aside. */
@Endpoint(id = "outbox")
final class OutboxEndpoint {

    private static final int SHOWN = 100;

    private final OutboxTable table;

    private final OutboxRelay relay;

    private final Backlog backlog;

    OutboxEndpoint(OutboxTable table, OutboxRelay relay, Backlog backlog) {
        this.table = table;
        this.relay = relay;
        this.backlog = backlog;
    }

    /**
     * What the outbox holds.
     *
     * @param backlog events on their way
     * @param oldestAgeSeconds how old the oldest of them is
     * @param scheduled events that wait for their time
     * @param refused how many were put aside
     * @param events the first of those
     */
    record View(long backlog, long oldestAgeSeconds, long scheduled, long refused, List<RefusedEvent> events) {}

    @ReadOperation
    View show() {
        backlog.count();
        return new View(
                backlog.waiting(),
                Math.round(backlog.oldestAgeSeconds()),
                backlog.scheduled(),
                backlog.refused(),
                table.refused(SHOWN));
    }

    /**
     * Sends again what was put aside.
     *
     * @param ids which events, separated by commas; all, if none is named
     * @return how many
     */
    @WriteOperation
    Map<String, Integer> resend(@Nullable List<String> ids) {
        int released = table.releaseRefused(ids == null ? List.of() : ids);
        backlog.count();
        table.waitingPartitions().forEach(relay::wake);
        return Map.of("resent", released);
    }
}
