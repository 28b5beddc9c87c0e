package com.example.consumer.payment;

/** Thrown on purpose: the demo's order that no attempt can process. Goes when the sample goes. */
class PoisonCustomerException extends RuntimeException {

    PoisonCustomerException(String customerId) {
        super("Orders of the demo's customer '%s' can't be processed".formatted(customerId));
    }
}
