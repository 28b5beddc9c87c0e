/** The HTTP side as an OpenAPI document, with a page to try it. */
@NullMarked
package com.example.service.openapi;

import org.jspecify.annotations.NullMarked;
