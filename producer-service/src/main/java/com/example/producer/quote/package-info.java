/** Quotes: what an order would cost, asked of whoever knows. */
@NullMarked
package com.example.producer.quote;

import org.jspecify.annotations.NullMarked;
