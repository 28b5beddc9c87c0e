package com.example.model.payment;

import com.example.model.EventKey;
import com.example.model.EventType;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.UUID;

/**
 * An order's payment was declined; the order can't go on.
 *
 * @param orderId the order that it is for
 * @param paymentId the payment
 * @param code why, for a program: card-declined, over-limit, unspecified; there may be others
 * @param reason why, for a person to read
 * @param declinedAt when
 */
@EventType("payments.payment-declined.v2")
public record PaymentDeclined(
        @EventKey UUID orderId,
        UUID paymentId,
        @Pattern(regexp = CODE) @Size(max = 50) String code,
        @Size(max = 200) String reason,
        Instant declinedAt) {

    /** The code of those that were declined before there were codes. */
    public static final String UNSPECIFIED = "unspecified";

    private static final String CODE = "^[a-z]+(-[a-z]+)*$";
}
