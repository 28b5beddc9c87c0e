package com.example.messaging.event;

/** Two records claim one event type, or a type's name or record can't be one. Stops the start. */
final class InvalidEventCatalogException extends RuntimeException {

    InvalidEventCatalogException(String message) {
        super(message);
    }
}
