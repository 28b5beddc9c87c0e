package com.example.messaging.publisher;

import com.example.model.EventType;
import java.util.UUID;

@EventType("nowhere.homeless.v1")
record Homeless(UUID id) {}
