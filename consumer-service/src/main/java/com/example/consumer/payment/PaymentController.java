package com.example.consumer.payment;

import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/api/payments", produces = MediaType.APPLICATION_JSON_VALUE)
class PaymentController {

    private final PaymentService payments;

    PaymentController(PaymentService payments) {
        this.payments = payments;
    }

    /** Returns the payment of an order. */
    @GetMapping("/{orderId}")
    Payment find(@PathVariable UUID orderId) {
        return payments.findByOrder(orderId).orElseThrow(PaymentController::notFound);
    }

    private static ErrorResponseException notFound() {
        ErrorResponseException notFound = new ErrorResponseException(HttpStatus.NOT_FOUND);
        notFound.setDetail("This order has no payment.");
        return notFound;
    }
}
