package com.example.messaging;

/**
 * An event's type or class is not in the catalogue, or not the one that a listener takes. Remedy: mend the code or the
 * binding. A received message with such a type is dead-lettered at once: waiting does not help.
 */
public final class UnknownEventTypeException extends RuntimeException {

    /**
     * @param message what is unknown, and what to do
     */
    public UnknownEventTypeException(String message) {
        super(message);
    }
}
