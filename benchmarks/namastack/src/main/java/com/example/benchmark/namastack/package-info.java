/** The Namastack outbox as a contender. */
@NullMarked
package com.example.benchmark.namastack;

import org.jspecify.annotations.NullMarked;
