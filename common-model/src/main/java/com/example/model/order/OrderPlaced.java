package com.example.model.order;

import com.example.model.EventKey;
import com.example.model.EventType;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * An order was accepted and waits for its payment. Published once per order.
 *
 * @param orderId the order; all its events have this key
 * @param customerId who ordered
 * @param lines what was ordered
 * @param total the amount to pay, the sum over the lines
 * @param currency the amount's currency, ISO 4217
 * @param paymentToken stands for the means of payment; never a card number
 * @param placedAt when the order was accepted
 */
@EventType("orders.order-placed.v1")
public record OrderPlaced(
        @EventKey UUID orderId,
        @Size(min = 1, max = 100) String customerId,
        @NotEmpty List<Line> lines,
        @DecimalMin("0.01") @DecimalMax("9999999999999.99") BigDecimal total,
        @Pattern(regexp = "^[A-Z]{3}$") String currency,
        @Size(min = 1, max = 100) String paymentToken,
        Instant placedAt) {

    public OrderPlaced {
        lines = List.copyOf(lines);
    }

    /**
     * One position of an order.
     *
     * @param sku the article
     * @param quantity how many
     * @param unitPrice the price of one, in the order's currency
     */
    public record Line(
            @Size(min = 1, max = 100) String sku,
            @Min(1) @Max(1_000_000) int quantity,

            @DecimalMin("0.01") @DecimalMax("9999999999999.99")
            BigDecimal unitPrice) {}
}
