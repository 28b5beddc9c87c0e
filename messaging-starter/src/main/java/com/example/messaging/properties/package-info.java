/** The settings under {@code messaging.*}, in one tree, so that a key that nobody knows stops the start. */
@NullMarked
package com.example.messaging.properties;

import org.jspecify.annotations.NullMarked;
