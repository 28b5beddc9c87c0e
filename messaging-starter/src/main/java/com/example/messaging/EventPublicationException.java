package com.example.messaging;

import org.jspecify.annotations.Nullable;

/** An event was not published. Each subtype stands for one remedy. */
public abstract class EventPublicationException extends RuntimeException {

    EventPublicationException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
