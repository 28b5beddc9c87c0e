/** Prices: what articles cost, for whoever asks. */
@NullMarked
package com.example.consumer.price;

import org.jspecify.annotations.NullMarked;
