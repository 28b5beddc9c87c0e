/** The starter's own tables, for outbox and inbox. */
@NullMarked
package com.example.messaging.schema;

import org.jspecify.annotations.NullMarked;
