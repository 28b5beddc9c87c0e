/** Keeps the JSON Schemas of the events as the records have them, and their promises as they were given. */
@NullMarked
package com.example.model.schema;

import org.jspecify.annotations.NullMarked;
