package com.example.model.order;

import com.example.model.EventKey;
import com.example.model.EventType;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * An order was accepted and waits for its payment. Published once per order.
 *
 * @param orderId the order; all its events have this key
 * @param customerId who ordered
 * @param lines what was ordered, at least one line
 * @param total the amount to pay, the sum over the lines
 * @param currency the amount's currency, ISO 4217
 * @param paymentToken stands for the means of payment; never a card number
 * @param placedAt when the order was accepted
 */
@EventType("orders.order-placed.v1")
public record OrderPlaced(
        @EventKey UUID orderId,
        String customerId,
        List<Line> lines,
        BigDecimal total,
        String currency,
        String paymentToken,
        Instant placedAt) {

    public OrderPlaced {
        lines = List.copyOf(lines);
    }

    /**
     * One position of an order.
     *
     * @param sku the article
     * @param quantity how many, at least one
     * @param unitPrice the price of one, in the order's currency
     */
    public record Line(String sku, int quantity, BigDecimal unitPrice) {}
}
