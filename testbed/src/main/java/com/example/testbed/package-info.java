/** Broker, databases and services as processes of the operating system that can be killed, load, and a witness. */
@NullMarked
package com.example.testbed;

import org.jspecify.annotations.NullMarked;
