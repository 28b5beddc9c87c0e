/** Events and an application for the starter's own tests. */
@NullMarked
package com.example.messaging.sample;

import org.jspecify.annotations.NullMarked;
