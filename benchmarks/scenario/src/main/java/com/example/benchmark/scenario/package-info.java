/** What every contender does, and how it is measured. */
@NullMarked
package com.example.benchmark.scenario;

import org.jspecify.annotations.NullMarked;
