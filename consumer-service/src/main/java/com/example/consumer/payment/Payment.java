package com.example.consumer.payment;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The payment of an order.
 *
 * @param id its id
 * @param orderId the order; it has one payment
 * @param amount how much
 * @param currency in which currency, ISO 4217
 * @param status how it went
 * @param code why it was declined, for a program, else null
 * @param reason why it was declined, for a person, else null
 * @param decidedAt when
 */
record Payment(
        UUID id,
        UUID orderId,
        BigDecimal amount,
        String currency,
        Status status,
        @Nullable String code,
        @Nullable String reason,
        Instant decidedAt) {

    /** Either, for ever. */
    enum Status {
        /** The amount may be charged. */
        AUTHORIZED,
        /** It may not. */
        DECLINED
    }
}
