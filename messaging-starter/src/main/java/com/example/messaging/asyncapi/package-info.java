/** What services publish and receive, as an AsyncAPI document. */
@NullMarked
package com.example.messaging.asyncapi;

import org.jspecify.annotations.NullMarked;
