package com.example.consumer.payment;

import com.example.consumer.payment.Payment.Status;
import com.example.messaging.EventPublisher;
import com.example.model.order.OrderPlaced;
import com.example.model.payment.PaymentAuthorized;
import com.example.model.payment.PaymentDeclined;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Decides about payments. Stands for a payment provider: amounts over a limit and one token are declined. */
@Service
class PaymentService {

    private static final String DECLINED_TOKEN = "tok_declined";

    private static final Logger logger = LoggerFactory.getLogger(PaymentService.class);

    private final Payments payments;

    private final EventPublisher events;

    private final PaymentProperties properties;

    private final Clock clock = Clock.systemUTC();

    PaymentService(Payments payments, EventPublisher events, PaymentProperties properties) {
        this.payments = payments;
        this.events = events;
        this.properties = properties;
    }

    /**
     * Decides about an order's payment and says so. An order that has its payment keeps it, and that is said again.
     *
     * @throws PoisonCustomerException if the order is the demo's that can't be processed
     */
    @Transactional
    public void pay(OrderPlaced order) {
        if (order.customerId().equals(properties.poisonCustomer())) {
            throw new PoisonCustomerException(order.customerId());
        }
        Payment decided = decide(order);
        Payment payment = payments.add(decided)
                ? decided
                : payments.findByOrder(order.orderId()).orElseThrow();
        events.publish(outcome(payment));
        logger.debug("Payment {}", payment.status());
    }

    @Transactional(readOnly = true)
    public Optional<Payment> findByOrder(UUID orderId) {
        return payments.findByOrder(orderId);
    }

    private Payment decide(OrderPlaced order) {
        Refusal refusal = refusal(order);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return new Payment(
                UUID.randomUUID(),
                order.orderId(),
                order.total(),
                order.currency(),
                refusal == null ? Status.AUTHORIZED : Status.DECLINED,
                refusal == null ? null : refusal.code(),
                refusal == null ? null : refusal.reason(),
                now);
    }

    private @Nullable Refusal refusal(OrderPlaced order) {
        if (order.paymentToken().equals(DECLINED_TOKEN)) {
            return new Refusal("card-declined", "The card was declined");
        }
        if (order.total().compareTo(properties.limit()) > 0) {
            return new Refusal(
                    "over-limit",
                    "The amount is over the limit of " + properties.limit().toPlainString());
        }
        return null;
    }

    /**
     * Why a payment is declined.
     *
     * @param code for a program
     * @param reason for a person
     */
    private record Refusal(String code, String reason) {}

    private static Object outcome(Payment payment) {
        return payment.status() == Status.AUTHORIZED
                ? new PaymentAuthorized(
                        payment.orderId(), payment.id(), payment.amount(), payment.currency(), payment.decidedAt())
                : new PaymentDeclined(
                        payment.orderId(),
                        payment.id(),
                        Objects.requireNonNullElse(payment.code(), PaymentDeclined.UNSPECIFIED),
                        String.valueOf(payment.reason()),
                        payment.decidedAt());
    }
}
