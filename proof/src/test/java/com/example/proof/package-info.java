/** The fault suite: each class is a row of the table of proofs. */
@NullMarked
package com.example.proof;

import org.jspecify.annotations.NullMarked;
