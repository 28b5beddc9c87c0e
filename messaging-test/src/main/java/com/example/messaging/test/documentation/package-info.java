/** What tests need to keep the documentation true. */
@NullMarked
package com.example.messaging.test.documentation;

import org.jspecify.annotations.NullMarked;
