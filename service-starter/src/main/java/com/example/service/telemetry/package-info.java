/** What a service tells of itself to those who watch it. */
@NullMarked
package com.example.service.telemetry;

import org.jspecify.annotations.NullMarked;
