package com.example.messaging;

import java.util.List;

/**
 * A request was answered with the reason why there is no answer. Remedy: that is in the {@link #problem()}; with a status
 * below 500 it is something in the request.
 */
public final class RequestFailedException extends RuntimeException {

    private final transient Problem problem;

    /**
     * @param request the type of the request
     * @param problem what the answer says
     */
    public RequestFailedException(String request, Problem problem) {
        super("The request '%s' was answered with status %d, '%s': %s%s"
                .formatted(request, problem.status(), problem.title(), problem.detail(), told(problem.errors())));
        this.problem = problem;
    }

    /** Returns what the answer says. */
    public Problem problem() {
        return problem;
    }

    private static String told(List<EventViolation> errors) {
        return errors.isEmpty() ? "" : " " + errors;
    }
}
