/** Test support: a real RabbitMQ for every test, with Docker or without, and the architecture rules of all modules. */
@NullMarked
package com.example.messaging.test;

import org.jspecify.annotations.NullMarked;
