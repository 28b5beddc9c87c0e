package com.example.messaging.request;

import com.example.model.EventType;
import com.example.model.Request;

/** A question that no queue wants, to an exchange that says so. */
@EventType("nobody.asked.v1")
record AskNobody(String article) implements Request<PriceTold> {}
