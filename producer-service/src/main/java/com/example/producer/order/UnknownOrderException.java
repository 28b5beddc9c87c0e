package com.example.producer.order;

import java.util.UUID;

/** A payment names an order that is not here. */
class UnknownOrderException extends RuntimeException {

    UnknownOrderException(UUID id) {
        super("There is no order '%s'".formatted(id));
    }
}
