/** The messaging starter as a contender, and what it is compared with on the same tables. */
@NullMarked
package com.example.benchmark.starter;

import org.jspecify.annotations.NullMarked;
