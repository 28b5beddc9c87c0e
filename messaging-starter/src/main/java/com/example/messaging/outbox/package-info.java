/** Transactional outbox: events are stored next to the business row, and relayed to the broker after the commit. */
@NullMarked
package com.example.messaging.outbox;

import org.jspecify.annotations.NullMarked;
