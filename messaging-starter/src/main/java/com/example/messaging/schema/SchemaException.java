package com.example.messaging.schema;

import org.jspecify.annotations.Nullable;

/** The database can't be used for outbox and inbox. Remedy: the text says which. */
final class SchemaException extends RuntimeException {

    static final String WITHOUT =
            "To do without both, set 'messaging.outbox.enabled' and 'messaging.inbox.enabled' to false.";

    private final String action;

    SchemaException(String message, String action, @Nullable Throwable cause) {
        super(message, cause);
        this.action = action;
    }

    String action() {
        return action;
    }
}
