package com.example.producer.order;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An order.
 *
 * @param id its id, also the key of its events
 * @param customerId who ordered
 * @param currency the currency of the total, ISO 4217
 * @param total the amount to pay
 * @param status how far it got
 * @param reason why it was rejected
 * @param placedAt when it was accepted
 * @param updatedAt when its status changed last
 */
record Order(
        UUID id,
        String customerId,
        String currency,
        BigDecimal total,
        Status status,
        @Nullable String reason,
        Instant placedAt,
        Instant updatedAt) {

    /** PLACED becomes CONFIRMED or REJECTED, once. */
    enum Status {
        /** Accepted; the payment is pending. */
        PLACED,
        /** Its payment was authorized. */
        CONFIRMED,
        /** Its payment was declined. */
        REJECTED
    }
}
