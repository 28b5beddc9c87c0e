package com.example.messaging;

import org.jspecify.annotations.Nullable;

/**
 * A request was answered, and the answer can't be read, or is not the one that belongs to it. The request did take effect.
 * Remedy: mend the service that answers, or the contract.
 */
public final class UnusableAnswerException extends RuntimeException {

    /**
     * @param message which request, and what is wrong with its answer
     * @param cause what it comes from
     */
    public UnusableAnswerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
