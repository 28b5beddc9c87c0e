package com.example.consumer.payment;

import com.example.model.order.OrderPlaced;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.stereotype.Component;

/** Hears of new orders. */
@Component
class OrderPlacedListener {

    private final PaymentService payments;

    OrderPlacedListener(PaymentService payments) {
        this.payments = payments;
    }

    @RabbitListener(queues = "payments.order-placed")
    void on(OrderPlaced event) {
        payments.pay(event);
    }
}
