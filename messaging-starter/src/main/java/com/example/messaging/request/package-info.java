/** Requests to other services, whose answers come by RabbitMQ's direct reply-to. */
@NullMarked
package com.example.messaging.request;

import org.jspecify.annotations.NullMarked;
