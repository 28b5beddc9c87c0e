/** What must be true of the documents in which services describe themselves: all that they give as an example works. */
@NullMarked
package com.example.messaging.test.document;

import org.jspecify.annotations.NullMarked;
