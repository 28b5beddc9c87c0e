package com.example.messaging.publisher;

/**
 * What became of a published message.
 *
 * @param status whether the broker has it
 * @param reason why not, for a person to read
 */
public record Outcome(Status status, String reason) {

    /** Whether the broker has a message. */
    public enum Status {
        /** It does. */
        CONFIRMED,
        /** No queue wanted it, or there is no such exchange. */
        UNROUTABLE,
        /** The broker answered, and does not take it. */
        REFUSED,
        /** The broker did not answer; it may have it. */
        UNKNOWN
    }

    static final Outcome CONFIRMED = new Outcome(Status.CONFIRMED, "");

    static final Outcome NACK =
            new Outcome(Status.REFUSED, "RabbitMQ refused it (nack): a queue is full, or has no majority of its nodes");

    /** Whether the broker has it for sure. */
    public boolean isConfirmed() {
        return status == Status.CONFIRMED;
    }

    /** Whether the broker said that it does not have it. */
    public boolean isRefused() {
        return status == Status.UNROUTABLE || status == Status.REFUSED;
    }
}
