/** Requests to the topic exchange {@code pricing}, and their answers. */
@NullMarked
package com.example.model.pricing;

import org.jspecify.annotations.NullMarked;
