/** A collector of the tests' own, and what nodes send it. */
@NullMarked
package dev.echobus.trace;

import org.jspecify.annotations.NullMarked;
