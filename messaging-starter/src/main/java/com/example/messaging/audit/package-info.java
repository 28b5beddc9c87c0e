/** The audit trail: reads back what happened, and replays it to one queue. */
@NullMarked
package com.example.messaging.audit;

import org.jspecify.annotations.NullMarked;
