/** Publishing with confirms on a connection of its own; each way to fail is an exception of its own. */
@NullMarked
package com.example.messaging.publisher;

import org.jspecify.annotations.NullMarked;
