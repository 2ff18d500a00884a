/**
 * The load generator: drives an echo server over its own sockets, checks every byte that comes back, and reports rate,
 * latency and faults. Each event loop owns its connections and its counts; the caller's thread puts them together.
 */
@NullMarked
package dev.echobus.load;

import org.jspecify.annotations.NullMarked;
