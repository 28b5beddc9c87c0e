/** What all services share: how an event record is marked. The events themselves are in the packages below. */
@NullMarked
package com.example.model;

import org.jspecify.annotations.NullMarked;
