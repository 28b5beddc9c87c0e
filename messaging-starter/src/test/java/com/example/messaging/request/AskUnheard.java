package com.example.messaging.request;

import com.example.model.EventType;
import com.example.model.Request;

/** A question that no queue wants, to an exchange that keeps it. */
@EventType("unheard.asked.v1")
record AskUnheard(String article) implements Request<PriceTold> {}
