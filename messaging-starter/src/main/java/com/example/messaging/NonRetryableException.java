package com.example.messaging;

import org.jspecify.annotations.Nullable;

/**
 * To be thrown by a listener that knows that waiting does not help: the message is dead-lettered at once. Remedy: a
 * person looks at it, mends the cause, and replays it.
 */
public class NonRetryableException extends RuntimeException {

    /**
     * @param message what is wrong, for the person who looks at the dead letter
     */
    public NonRetryableException(String message) {
        this(message, null);
    }

    /**
     * @param message what is wrong, for the person who looks at the dead letter
     * @param cause what it comes from
     */
    public NonRetryableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
