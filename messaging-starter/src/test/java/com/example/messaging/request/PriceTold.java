package com.example.messaging.request;

import com.example.model.EventKey;
import com.example.model.EventType;

/** What an article costs. */
@EventType("prices.told.v1")
record PriceTold(@EventKey String article, int cents) {}
