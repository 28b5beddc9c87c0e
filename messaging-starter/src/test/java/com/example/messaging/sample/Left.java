package com.example.messaging.sample;

import com.example.model.EventKey;
import com.example.model.EventType;
import java.util.UUID;

/** Somebody left, and no listener cares. */
@EventType("greetings.left.v1")
public record Left(@EventKey UUID guestId) {}
