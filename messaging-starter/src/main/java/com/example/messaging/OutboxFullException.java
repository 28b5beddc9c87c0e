package com.example.messaging;

/**
 * So many events wait in the outbox that no more are taken ({@code messaging.outbox.max-backlog}): the broker is away,
 * or slower than what is published. Remedy: try again later. The caller's transaction should be rolled back.
 */
public final class OutboxFullException extends EventPublicationException {

    /**
     * @param message how many wait, and what to do
     */
    public OutboxFullException(String message) {
        super(message, null);
    }
}
