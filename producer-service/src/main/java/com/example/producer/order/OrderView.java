package com.example.producer.order;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An order as clients see it.
 *
 * @param id its id
 * @param status PLACED, CONFIRMED or REJECTED
 * @param reason why it was rejected, else null
 * @param customerId who ordered
 * @param total the amount to pay
 * @param currency its currency
 * @param placedAt when it was accepted
 * @param updatedAt when its status changed last
 */
record OrderView(
        UUID id,
        Order.Status status,
        @Nullable String reason,
        String customerId,
        BigDecimal total,
        String currency,
        Instant placedAt,
        Instant updatedAt) {

    static OrderView of(Order order) {
        return new OrderView(
                order.id(),
                order.status(),
                order.reason(),
                order.customerId(),
                order.total(),
                order.currency(),
                order.placedAt(),
                order.updatedAt());
    }
}
