/** Carries traces over the places where an event waits: the outbox, and groups of messages. */
@NullMarked
package com.example.messaging.trace;

import org.jspecify.annotations.NullMarked;
