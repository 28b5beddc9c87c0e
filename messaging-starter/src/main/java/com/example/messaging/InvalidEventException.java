package com.example.messaging;

import java.util.List;
import java.util.stream.Collectors;

/** An event is not as CloudEvents or its type's schema say. Waiting does not heal it: it is not tried again. */
public class InvalidEventException extends RuntimeException {

    private static final int MOST_TOLD = 10;

    private final transient List<EventViolation> violations;

    /**
     * Creates the exception.
     *
     * @param what what the event is, as in "The event '4711' is no valid 'orders.order-placed.v1'"
     * @param violations all that is wrong with it
     */
    public InvalidEventException(String what, List<EventViolation> violations) {
        super(what + ": " + tell(violations));
        this.violations = List.copyOf(violations);
    }

    /** Returns all that is wrong with it. */
    public List<EventViolation> violations() {
        return violations;
    }

    private static String tell(List<EventViolation> violations) {
        String told = violations.stream()
                .limit(MOST_TOLD)
                .map(EventViolation::toString)
                .collect(Collectors.joining("; "));
        return violations.size() <= MOST_TOLD ? told : "%s; and %d more".formatted(told, violations.size() - MOST_TOLD);
    }
}
