/**
 * Talking to a server from the command line: one asynchronous session for both {@code connect} and {@code health}. Prints
 * nothing: what came of a dialogue is a value.
 */
@NullMarked
package dev.echobus.dialogue;

import org.jspecify.annotations.NullMarked;
