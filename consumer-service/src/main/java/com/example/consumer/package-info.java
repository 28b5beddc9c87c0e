/** The consumer service: hears of orders, charges for them, and publishes how that went. */
@NullMarked
package com.example.consumer;

import org.jspecify.annotations.NullMarked;
