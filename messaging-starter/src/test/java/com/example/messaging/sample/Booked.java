package com.example.messaging.sample;

import com.example.model.EventKey;
import com.example.model.EventType;
import java.util.List;
import java.util.UUID;

/** Somebody booked rooms; has a schema, and an earlier version. */
@EventType("rooms.booked.v2")
public record Booked(@EventKey UUID guestId, List<Stay> stays) {

    /** Nights in a room. */
    public record Stay(Room room, int nights) {}

    /** A room. */
    public record Room(int number) {}
}
