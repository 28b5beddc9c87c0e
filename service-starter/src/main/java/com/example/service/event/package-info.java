/** Events over HTTP: the catalogue with its schemas, and CloudEvents that clients publish. */
@NullMarked
package com.example.service.event;

import org.jspecify.annotations.NullMarked;
