package com.example.consumer.payment;

import com.example.consumer.payment.Payment.Status;
import com.example.messaging.EventPublisher;
import com.example.model.order.OrderPlaced;
import com.example.model.payment.PaymentAuthorized;
import com.example.model.payment.PaymentDeclined;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
        String reason = reasonToDecline(order);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return new Payment(
                UUID.randomUUID(),
                order.orderId(),
                order.total(),
                order.currency(),
                reason == null ? Status.AUTHORIZED : Status.DECLINED,
                reason,
                now);
    }

    private @Nullable String reasonToDecline(OrderPlaced order) {
        if (order.paymentToken().equals(DECLINED_TOKEN)) {
            return "The card was declined";
        }
        if (order.total().compareTo(properties.limit()) > 0) {
            return "The amount is over the limit of " + properties.limit().toPlainString();
        }
        return null;
    }

    private static Object outcome(Payment payment) {
        return payment.status() == Status.AUTHORIZED
                ? new PaymentAuthorized(
                        payment.orderId(), payment.id(), payment.amount(), payment.currency(), payment.decidedAt())
                : new PaymentDeclined(
                        payment.orderId(), payment.id(), String.valueOf(payment.reason()), payment.decidedAt());
    }
}
