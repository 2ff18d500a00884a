/**
 * What is sent and how what comes back is judged: the pattern that no wrong echo can follow, the echoes outstanding, and
 * the fault that differing bytes show. An object belongs to one connection and its event loop; values are immutable.
 * Uses {@code plan}.
 */
@NullMarked
package dev.echobus.load.check;

import org.jspecify.annotations.NullMarked;
