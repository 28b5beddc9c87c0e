package com.example.messaging.request;

import com.example.model.EventType;
import com.example.model.Request;

/** Asks what an article costs; has a schema. */
@EventType("prices.asked.v1")
record AskPrice(String article) implements Request<PriceTold> {}
