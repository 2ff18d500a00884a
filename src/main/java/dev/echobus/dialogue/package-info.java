/**
 * Talking to a server: one asynchronous session for {@code connect}, {@code health} and the mesh probe. Prints
 * nothing: what came of a dialogue is a value.
 */
@NullMarked
package dev.echobus.dialogue;

import org.jspecify.annotations.NullMarked;
