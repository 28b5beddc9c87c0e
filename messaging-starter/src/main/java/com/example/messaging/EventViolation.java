package com.example.messaging;

/**
 * One thing that is wrong with an event.
 *
 * @param pointer where: a JSON Pointer (RFC 6901); the empty one is the whole document
 * @param message what, without the value that is there: bodies stay out of logs
 */
public record EventViolation(String pointer, String message) {

    /** The same, seen from a document that contains the one with the violation. */
    public EventViolation below(String parent) {
        return new EventViolation(parent + pointer, message);
    }

    @Override
    public String toString() {
        return pointer + " " + message;
    }
}
