/** Exchanges, queues and bindings: worked out from the configuration, declared on the broker, refusals explained. */
@NullMarked
package com.example.messaging.topology;

import org.jspecify.annotations.NullMarked;
