package com.example.messaging.publisher;

import com.example.model.EventType;
import java.util.UUID;

@EventType("strict.ignored.v1")
record Ignored(UUID id) {}
