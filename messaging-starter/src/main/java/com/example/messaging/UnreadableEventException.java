package com.example.messaging;

import org.jspecify.annotations.Nullable;

/**
 * A received message's body is not what its type promises. Remedy: mend the message or its sender. It is dead-lettered
 * at once: waiting does not help.
 */
public final class UnreadableEventException extends RuntimeException {

    /**
     * @param message where it differs
     * @param cause what the JSON library said
     */
    public UnreadableEventException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
