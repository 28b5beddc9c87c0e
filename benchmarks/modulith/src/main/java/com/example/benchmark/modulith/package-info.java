/** Spring Modulith's event publication registry as a contender. */
@NullMarked
package com.example.benchmark.modulith;

import org.jspecify.annotations.NullMarked;
