package com.example.messaging.sample;

import com.example.model.EventKey;
import com.example.model.EventType;
import java.time.Instant;
import java.util.UUID;

/** Somebody was greeted. */
@EventType("greetings.greeted.v1")
public record Greeted(@EventKey UUID guestId, String text, Instant at) {

    public static Greeted guest(UUID guestId) {
        return new Greeted(guestId, "hello", Instant.parse("2026-01-02T03:04:05.678Z"));
    }
}
