/** Where failed messages wait for their next attempt: on the broker, one queue for each delay, shared by all queues. */
@NullMarked
package com.example.messaging.retry;

import org.jspecify.annotations.NullMarked;
