/** Orders: placed over HTTP, stored, published, confirmed or rejected by what the payment service says. */
@NullMarked
package com.example.producer.order;

import org.jspecify.annotations.NullMarked;
