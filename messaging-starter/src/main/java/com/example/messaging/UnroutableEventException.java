package com.example.messaging;

import org.jspecify.annotations.Nullable;

/** No queue would have received the event. Remedy: declare the exchange or the binding that is missing. */
public final class UnroutableEventException extends EventPublicationException {

    /**
     * @param message what is missing, and what to do
     * @param cause what the client library said, if it said anything
     */
    public UnroutableEventException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
