package com.example.benchmark.scenario;

import com.example.model.EventKey;
import com.example.model.EventType;
import java.util.UUID;

/**
 * The event that every contender publishes: an order was placed.
 *
 * @param key what it is about, another one in each event
 * @param number which one it is, so that arrivals can be counted
 * @param customer who ordered
 * @param amount how much, in cents
 */
@EventType(Placed.TYPE)
public record Placed(@EventKey UUID key, long number, String customer, long amount) {

    /** Its type, and its routing key. */
    public static final String TYPE = "bench.placed.v1";

    /** The event with this number. */
    public static Placed number(long number) {
        return new Placed(
                new UUID(0x5eed_0000_0000_4000L, 0x8000_0000_0000_0000L | number),
                number,
                "customer-" + number % 1_000,
                number % 10_000);
    }
}
