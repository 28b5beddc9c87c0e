package com.example.consumer.payment;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
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
@Tag(name = "Payments", description = "See how the payments of orders went")
class PaymentController {

    private final PaymentService payments;

    PaymentController(PaymentService payments) {
        this.payments = payments;
    }

    @Operation(operationId = "findPayment", summary = "Show the payment of an order")
    @ApiResponse(responseCode = "200", description = "Decided, for ever")
    @GetMapping("/{orderId}")
    Payment find(@Parameter(example = "7dce4512-e334-4897-b272-27965d5a5342") @PathVariable UUID orderId) {
        return payments.findByOrder(orderId).orElseThrow(PaymentController::notFound);
    }

    private static ErrorResponseException notFound() {
        ErrorResponseException notFound = new ErrorResponseException(HttpStatus.NOT_FOUND);
        notFound.setDetail("This order has no payment.");
        return notFound;
    }
}
