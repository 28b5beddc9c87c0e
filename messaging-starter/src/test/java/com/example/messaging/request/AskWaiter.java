package com.example.messaging.request;

import com.example.model.EventType;
import com.example.model.Request;

/** A question that somebody gets, and nobody answers unless the test does. */
@EventType("waiters.asked.v1")
record AskWaiter(String article) implements Request<PriceTold> {}
