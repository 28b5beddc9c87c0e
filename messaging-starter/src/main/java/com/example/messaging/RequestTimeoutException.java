package com.example.messaging;

import org.jspecify.annotations.Nullable;

/**
 * Nobody answered a request in time. That says nothing of whether it took effect. Remedy: ask again if it may take effect
 * twice; see whether somebody consumes from its queue, and how long that takes.
 */
public final class RequestTimeoutException extends RuntimeException {

    /**
     * @param message which request, and what to do
     * @param cause what ended the wait, if it was not the clock
     */
    public RequestTimeoutException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
