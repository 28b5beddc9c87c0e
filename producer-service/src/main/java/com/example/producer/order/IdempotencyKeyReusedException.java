package com.example.producer.order;

import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;

/** One idempotency key came with two different requests (IETF draft "The Idempotency-Key HTTP Header Field": 422). */
class IdempotencyKeyReusedException extends ErrorResponseException {

    IdempotencyKeyReusedException() {
        super(HttpStatus.UNPROCESSABLE_CONTENT);
        setDetail("This Idempotency-Key was used for another order. Use a new key for a new order.");
    }
}
