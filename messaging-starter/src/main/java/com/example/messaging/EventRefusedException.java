package com.example.messaging;

import org.jspecify.annotations.Nullable;

/**
 * The broker answered and refused the event: a queue is full and rejects, the message is too large, the user may not
 * write to the exchange. Remedy: the message says which; try again once that is mended.
 */
public final class EventRefusedException extends EventPublicationException {

    /**
     * @param message what the broker said, and what to do
     * @param cause what the client library said, if it said anything
     */
    public EventRefusedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
