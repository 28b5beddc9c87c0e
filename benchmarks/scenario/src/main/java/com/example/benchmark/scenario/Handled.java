package com.example.benchmark.scenario;

import com.example.model.EventKey;
import com.example.model.EventType;
import java.util.UUID;

/**
 * What a consumer publishes for every {@link Placed} that it has handled.
 *
 * @param key what it is about
 * @param number which one it was
 */
@EventType(Handled.TYPE)
public record Handled(@EventKey UUID key, long number) {

    /** Its type, and its routing key. */
    public static final String TYPE = "bench.handled.v1";
}
