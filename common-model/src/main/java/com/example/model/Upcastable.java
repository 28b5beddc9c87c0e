package com.example.model;

/**
 * An event of an earlier version that can be turned into the next one, so that handlers know the newest only. Events of
 * the earlier version may come for long after the last was published: from outboxes, queues, dead letters and streams.
 *
 * @param <N> the next version, which may be upcastable itself
 */
public interface Upcastable<N> {

    /** Returns what the next version says of the same. */
    N upcast();
}
