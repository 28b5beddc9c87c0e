/** Payments: one per order, authorized or declined. */
@NullMarked
package com.example.consumer.payment;

import org.jspecify.annotations.NullMarked;
