package com.example.benchmark.suite;

/** A contender failed, or lost an event; the message says what it printed last. */
final class TrialFailedException extends RuntimeException {

    TrialFailedException(String message) {
        super(message);
    }
}
