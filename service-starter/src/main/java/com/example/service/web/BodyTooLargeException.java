package com.example.service.web;

import java.io.IOException;

/** A request body is larger than the service reads. */
class BodyTooLargeException extends IOException {

    private final long limit;

    BodyTooLargeException(long limit) {
        super("The body is larger than " + limit + " bytes");
        this.limit = limit;
    }

    /** What the client is told. */
    String detail() {
        return detail(limit);
    }

    static String detail(long limit) {
        return "The body may have %d bytes at most.".formatted(limit);
    }
}
