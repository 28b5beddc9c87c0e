/** The HTTP side of a service: who may do what, how much of it, and how errors are answered. */
@NullMarked
package com.example.service.web;

import org.jspecify.annotations.NullMarked;
