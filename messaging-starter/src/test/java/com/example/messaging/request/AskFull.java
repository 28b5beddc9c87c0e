package com.example.messaging.request;

import com.example.model.EventType;
import com.example.model.Request;

/** A question to a queue that is full, and refuses. */
@EventType("full.asked.v1")
record AskFull(String article) implements Request<PriceTold> {}
