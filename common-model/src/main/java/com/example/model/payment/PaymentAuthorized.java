package com.example.model.payment;

import com.example.model.EventKey;
import com.example.model.EventType;
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
        @EventKey UUID orderId, UUID paymentId, BigDecimal amount, String currency, Instant authorizedAt) {}
