/** Runs the contenders, each in a process of its own, and reports what came out. */
@NullMarked
package com.example.benchmark.suite;

import org.jspecify.annotations.NullMarked;
