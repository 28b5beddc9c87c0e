package com.example.model.pricing;

import com.example.model.EventType;
import com.example.model.Request;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;

/**
 * Asks what an order would cost. Changes nothing, so it may be asked again.
 *
 * @param currency the currency that prices should be in, ISO 4217
 * @param lines what would be ordered
 */
@EventType("pricing.quote-price.v1")
public record QuotePrice(
        @Pattern(regexp = "^[A-Z]{3}$") String currency,
        @NotEmpty @Size(max = 100) List<Line> lines) implements Request<PriceQuoted> {

    public QuotePrice {
        lines = List.copyOf(lines);
    }

    /**
     * One position.
     *
     * @param sku the article
     * @param quantity how many
     */
    public record Line(
            @Size(min = 1, max = 100) String sku,
            @Min(1) @Max(1_000_000) int quantity) {}
}
