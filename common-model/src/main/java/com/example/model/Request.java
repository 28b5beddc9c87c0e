package com.example.model;

/**
 * A command that somebody answers: a record with {@link EventType} that says which record is its answer. Both are events on
 * the wire, and have their schemas.
 *
 * @param <R> the answer, a record with {@link EventType} too
 */
public interface Request<R> {}
