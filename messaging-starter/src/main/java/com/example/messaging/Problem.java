package com.example.messaging;

import java.util.List;

/**
 * Why a request has no answer: problem details (RFC 9457), as the HTTP side of services has them.
 *
 * @param type what kind of problem it is, a URI reference; {@link #UNTYPED} when the status says it all
 * @param title the same for a person to read
 * @param status HTTP's status for it: 422 for a request that is not valid or was refused, 500 for one that failed
 * @param detail what went wrong this time, and what to do
 * @param errors where something is wrong with the request, and what
 */
public record Problem(String type, String title, int status, String detail, List<EventViolation> errors) {

    /** The type of problems that their status tells apart. */
    public static final String UNTYPED = "about:blank";

    public Problem {
        errors = List.copyOf(errors);
    }

    /** The request is not valid, or was refused. */
    public static Problem refused(String detail, List<EventViolation> errors) {
        return new Problem(UNTYPED, "Unprocessable Content", 422, detail, errors);
    }

    /** Whoever should answer the request failed. */
    public static Problem failed(String detail) {
        return new Problem(UNTYPED, "Internal Server Error", 500, detail, List.of());
    }
}
