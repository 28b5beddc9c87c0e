package com.example.producer.order;

import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * The command to place an order.
 *
 * @param customerId who orders
 * @param currency the currency of all prices, ISO 4217
 * @param paymentToken stands for the means of payment
 * @param lines what is ordered
 */
record PlaceOrder(
        @NotBlank @Size(max = 100) @Pattern(regexp = TEXT, message = NOT_TEXT)
        String customerId,

        @NotNull @Pattern(regexp = "^[A-Z]{3}$", message = "must be three capital letters, as in EUR")
        String currency,

        @NotBlank @Size(max = 100) @Pattern(regexp = TEXT, message = NOT_TEXT)
        String paymentToken,

        @NotEmpty @Size(max = 100) List<@NotNull @Valid Line> lines) {

    /** PostgreSQL stores no NUL, and no name needs a line break. */
    private static final String TEXT = "^[^\\x00-\\x1F\\x7F]*$";

    private static final String NOT_TEXT = "must not contain control characters";

    /**
     * One position.
     *
     * @param sku the article
     * @param quantity how many
     * @param unitPrice the price of one
     */
    record Line(
            @NotBlank @Size(max = 100) @Pattern(regexp = TEXT, message = NOT_TEXT)
            String sku,

            @NotNull @Min(1) @Max(10_000) Integer quantity,

            @NotNull @DecimalMin("0.01") @DecimalMax("999999999.99") @Digits(integer = 9, fraction = 2)
            BigDecimal unitPrice) {}

    BigDecimal total() {
        return lines.stream()
                .map(line -> line.unitPrice().multiply(BigDecimal.valueOf(line.quantity())))
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .setScale(2);
    }

    /** Tells whether two requests with one idempotency key ask for the same. */
    String fingerprint() {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException ex) {
            throw new IllegalStateException("Every JVM has SHA-256", ex);
        }
    }
}
