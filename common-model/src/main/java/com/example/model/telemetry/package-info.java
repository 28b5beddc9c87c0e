/** Events of the topic exchange {@code telemetry}: what devices measure, and what follows from it. */
@NullMarked
package com.example.model.telemetry;

import org.jspecify.annotations.NullMarked;
