/** What tests of a service's HTTP side need, and what holds for every service. */
@NullMarked
package com.example.messaging.test.web;

import org.jspecify.annotations.NullMarked;
