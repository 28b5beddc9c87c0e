/** Events of the topic exchange {@code orders}, published by the service that takes orders. */
@NullMarked
package com.example.model.order;

import org.jspecify.annotations.NullMarked;
