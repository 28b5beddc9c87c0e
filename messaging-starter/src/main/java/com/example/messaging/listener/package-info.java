/** How {@code @RabbitListener} methods run: prefetch and concurrency by queue, attempts, and what happens after the last. */
@NullMarked
package com.example.messaging.listener;

import org.jspecify.annotations.NullMarked;
