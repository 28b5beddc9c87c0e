package com.example.messaging.sample;

import com.example.model.EventKey;
import com.example.model.EventType;
import com.example.model.Upcastable;
import java.util.List;
import java.util.UUID;

/** Somebody booked a room, as it was told when it could be one only. */
@EventType("rooms.booked.v1")
public record BookedV1(@EventKey UUID guestId, int room) implements Upcastable<Booked> {

    @Override
    public Booked upcast() {
        return new Booked(guestId, List.of(new Booked.Stay(new Booked.Room(room), 1)));
    }
}
