/** The producer service: takes orders over HTTP, publishes them, and hears how their payment went. */
@NullMarked
package com.example.producer;

import org.jspecify.annotations.NullMarked;
