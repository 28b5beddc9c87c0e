package com.example.producer.order;

import com.example.model.payment.PaymentAuthorized;
import com.example.model.payment.PaymentDeclined;
import com.example.producer.order.Order.Status;
import org.springframework.amqp.rabbit.annotation.RabbitHandler;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.stereotype.Component;

/** Hears how the payment of an order went. */
@Component
@RabbitListener(queues = "orders.payment-outcome")
class PaymentOutcomeListener {

    private final OrderService orders;

    PaymentOutcomeListener(OrderService orders) {
        this.orders = orders;
    }

    @RabbitHandler
    void on(PaymentAuthorized event) {
        orders.settle(event.orderId(), Status.CONFIRMED, null);
    }

    @RabbitHandler
    void on(PaymentDeclined event) {
        orders.settle(event.orderId(), Status.REJECTED, event.reason());
    }
}
