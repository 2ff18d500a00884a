/**
 * Tries each way into a node from outside, as its clients use it, by the node's own configuration. Prints nothing: what
 * came of each is a value. Who asks is no event loop, and waits; every wait has a limit.
 */
@NullMarked
package dev.echobus.selftest;

import org.jspecify.annotations.NullMarked;
