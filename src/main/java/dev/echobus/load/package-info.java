/**
 * The load generator: drives an echo server over its own sockets, checks every byte that comes back, and reports rate,
 * latency and faults. Its rooms, each of which uses only those further right:
 * {@code report -> search -> result -> check -> plan} and {@code drive -> result -> check -> plan}.
 */
@NullMarked
package dev.echobus.load;

import org.jspecify.annotations.NullMarked;
