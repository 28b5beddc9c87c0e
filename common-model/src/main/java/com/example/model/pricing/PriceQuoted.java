package com.example.model.pricing;

import com.example.model.EventType;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.util.List;

/**
 * What an order would cost, in answer to {@link QuotePrice}.
 *
 * @param currency the currency of all prices, ISO 4217
 * @param lines what was asked for, in the same order
 * @param total the sum over the lines
 */
@EventType("pricing.price-quoted.v1")
public record PriceQuoted(
        @Pattern(regexp = "^[A-Z]{3}$") String currency,
        @NotEmpty List<Line> lines,

        @DecimalMin("0.01") @DecimalMax("9999999999999.99") BigDecimal total) {

    public PriceQuoted {
        lines = List.copyOf(lines);
    }

    /**
     * One position.
     *
     * @param sku the article
     * @param quantity how many
     * @param unitPrice the price of one
     */
    public record Line(
            @Size(min = 1, max = 100) String sku,
            @Min(1) @Max(1_000_000) int quantity,

            @DecimalMin("0.01") @DecimalMax("9999999999999.99")
            BigDecimal unitPrice) {}
}
