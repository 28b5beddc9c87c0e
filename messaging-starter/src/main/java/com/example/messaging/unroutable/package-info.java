/** Where events rest that no queue wanted: tells of them, and sends them again once a queue does. */
@NullMarked
package com.example.messaging.unroutable;

import org.jspecify.annotations.NullMarked;
