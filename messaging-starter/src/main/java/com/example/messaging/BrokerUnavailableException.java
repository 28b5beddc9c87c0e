package com.example.messaging;

import org.jspecify.annotations.Nullable;

/** The broker can't be reached, or did not confirm in time. Remedy: try again later. */
public final class BrokerUnavailableException extends EventPublicationException {

    /**
     * @param message what happened
     * @param cause what the client library said, if it said anything
     */
    public BrokerUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
