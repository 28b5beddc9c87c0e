package com.example.messaging.sample;

import com.example.model.EventKey;
import com.example.model.EventType;
import java.util.UUID;

/** Somebody said thanks. */
@EventType("greetings.thanked.v1")
public record Thanked(@EventKey UUID guestId) {}
