package com.example.model.payment;

import com.example.model.EventKey;
import com.example.model.EventType;
import java.time.Instant;
import java.util.UUID;

/**
 * An order's payment was declined; the order can't go on.
 *
 * @param orderId the order that it is for
 * @param paymentId the payment
 * @param reason why, for a person to read
 * @param declinedAt when
 */
@EventType("payments.payment-declined.v1")
public record PaymentDeclined(@EventKey UUID orderId, UUID paymentId, String reason, Instant declinedAt) {}
