/** What devices measured last, and alerts when they become too hot. */
@NullMarked
package com.example.consumer.device;

import org.jspecify.annotations.NullMarked;
