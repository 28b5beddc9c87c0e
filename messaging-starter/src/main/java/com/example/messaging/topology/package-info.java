/** Exchanges, queues and bindings: worked out from the configuration, declared on the broker or verified there, refusals explained. */
@NullMarked
package com.example.messaging.topology;

import org.jspecify.annotations.NullMarked;
