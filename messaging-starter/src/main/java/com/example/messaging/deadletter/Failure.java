package com.example.messaging.deadletter;

import java.time.Instant;

/**
 * Why a message is given up.
 *
 * @param cause what the last attempt ended with
 * @param attempts how many there were, counted from 1
 * @param firstAt when the first failed
 * @param lastAt when the last failed
 */
public record Failure(Throwable cause, int attempts, Instant firstAt, Instant lastAt) {}
