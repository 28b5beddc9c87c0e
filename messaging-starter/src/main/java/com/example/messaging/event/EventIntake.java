package com.example.messaging.event;

import com.example.messaging.OutboxFullException;
import java.util.List;

/**
 * Takes events that others publish by way of this service, as its HTTP side does. A bean of this type is there where there
 * is an outbox. One with the source and the id of one that was taken before is taken, and has no second effect, as long as
 * the inbox remembers it.
 */
public interface EventIntake {

    /**
     * Takes all of them or none, in the caller's transaction or in one of its own; they are published in this order by
     * key.
     *
     * @return how many were not there before
     * @throws OutboxFullException if too many events wait in the outbox; try again later
     */
    int accept(List<IncomingEvent> events);
}
