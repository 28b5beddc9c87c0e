package com.example.producer.quote;

import com.example.model.pricing.QuotePrice;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;

/**
 * The question what an order would cost.
 *
 * @param currency the currency that prices should be in, ISO 4217
 * @param lines what would be ordered
 */
record AskForQuote(
        @NotNull @Pattern(regexp = "[A-Z]{3}", message = "must be three capital letters, as in EUR")
        String currency,

        @NotEmpty @Size(max = 100) List<@NotNull @Valid Line> lines) {

    /**
     * One position.
     *
     * @param sku the article
     * @param quantity how many
     */
    record Line(
            @NotBlank @Size(max = 100) String sku,
            @NotNull @Min(1) @Max(10_000) Integer quantity) {}

    QuotePrice request() {
        return new QuotePrice(
                currency,
                lines.stream()
                        .map(line -> new QuotePrice.Line(line.sku(), line.quantity()))
                        .toList());
    }
}
