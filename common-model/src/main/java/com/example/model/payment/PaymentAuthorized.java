package com.example.model.payment;

import com.example.model.EventKey;
import com.example.model.EventType;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Pattern;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;

/**
 * An order's payment was authorized.
 *
 * @param orderId the order that it is for
 * @param paymentId the payment
 * @param amount how much was authorized
 * @param currency the amount's currency, ISO 4217
 * @param authorizedAt when
 */
@EventType("payments.payment-authorized.v1")
public record PaymentAuthorized(
        @EventKey UUID orderId,
        UUID paymentId,
        @DecimalMin("0.01") @DecimalMax("9999999999999.99") BigDecimal amount,
        @Pattern(regexp = "^[A-Z]{3}$") String currency,
        Instant authorizedAt) {}
