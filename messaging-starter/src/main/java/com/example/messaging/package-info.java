/** What applications and every feature use: the publisher, the names of the headers, the exceptions. */
@NullMarked
package com.example.messaging;

import org.jspecify.annotations.NullMarked;
