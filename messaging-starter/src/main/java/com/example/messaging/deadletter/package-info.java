/** Where messages go that could not be processed, with the reason in their headers. */
@NullMarked
package com.example.messaging.deadletter;

import org.jspecify.annotations.NullMarked;
