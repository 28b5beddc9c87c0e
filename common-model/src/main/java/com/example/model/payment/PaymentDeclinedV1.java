package com.example.model.payment;

import com.example.model.EventKey;
import com.example.model.EventType;
import com.example.model.Upcastable;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.UUID;

/**
 * An order's payment was declined, as it was told before there was a code. Nobody publishes it any more.
 *
 * @param orderId the order that it is for
 * @param paymentId the payment
 * @param reason why, for a person to read
 * @param declinedAt when
 */
@EventType("payments.payment-declined.v1")
public record PaymentDeclinedV1(
        @EventKey UUID orderId,
        UUID paymentId,
        @Size(max = 200) String reason,
        Instant declinedAt) implements Upcastable<PaymentDeclined> {

    @Override
    public PaymentDeclined upcast() {
        return new PaymentDeclined(orderId, paymentId, PaymentDeclined.UNSPECIFIED, reason, declinedAt);
    }
}
