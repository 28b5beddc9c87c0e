package com.example.messaging;

import java.util.List;

/**
 * To be thrown by a listener that answers requests and refuses this one: whoever asked gets this message and what is wrong
 * with the request, as {@link RequestFailedException} with status 422. Where nobody waits for an answer, the message is
 * dead-lettered at once.
 */
public class RequestRefusedException extends NonRetryableException {

    private final transient List<EventViolation> violations;

    /**
     * @param message what is wrong, for the person who asked
     * @param violations where in the request, and what
     */
    public RequestRefusedException(String message, List<EventViolation> violations) {
        super(message);
        this.violations = List.copyOf(violations);
    }

    /** Returns where something is wrong with the request, and what. */
    public List<EventViolation> violations() {
        return violations;
    }
}
