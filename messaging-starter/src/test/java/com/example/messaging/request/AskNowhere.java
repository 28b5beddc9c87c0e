package com.example.messaging.request;

import com.example.model.EventType;
import com.example.model.Request;

/** A question to an exchange that does not exist. */
@EventType("nowhere.asked.v1")
record AskNowhere(String article) implements Request<PriceTold> {}
