/** Events of the topic exchange {@code payments}, published by the service that charges for orders. */
@NullMarked
package com.example.model.payment;

import org.jspecify.annotations.NullMarked;
