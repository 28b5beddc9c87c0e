/** Inbox: remembers which messages a queue's listener has handled, in the transaction that handles them. */
@NullMarked
package com.example.messaging.inbox;

import org.jspecify.annotations.NullMarked;
