/** What events exist, and how they are written to and read from messages. */
@NullMarked
package com.example.messaging.event;

import org.jspecify.annotations.NullMarked;
