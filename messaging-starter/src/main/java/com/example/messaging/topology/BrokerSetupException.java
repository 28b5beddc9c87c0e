package com.example.messaging.topology;

import org.jspecify.annotations.Nullable;

/**
 * The configuration and the broker don't fit, and waiting does not help: a declaration is refused, a login fails, a
 * listener names a queue that nobody declares. Stops the start; its {@link #action()} is shown there.
 */
public final class BrokerSetupException extends RuntimeException {

    private final String action;

    /**
     * @param description what does not fit
     * @param action what to do
     * @param cause what the broker said, if it was asked
     */
    public BrokerSetupException(String description, String action, @Nullable Throwable cause) {
        super(description, cause);
        this.action = action;
    }

    /** Returns what to do. */
    public String action() {
        return action;
    }
}
