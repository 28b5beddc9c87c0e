/** The services as they are shipped: from HTTP to handled, and how they start. */
@NullMarked
package com.example.benchmark.services;

import org.jspecify.annotations.NullMarked;
