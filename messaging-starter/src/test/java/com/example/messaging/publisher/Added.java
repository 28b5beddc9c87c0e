package com.example.messaging.publisher;

import com.example.model.EventType;
import java.util.UUID;

@EventType("full.added.v1")
record Added(UUID id) {}
