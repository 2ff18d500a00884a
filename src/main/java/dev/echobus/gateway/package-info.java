/**
 * The event bus for other languages: sessions over sockets, what each may do, and the frames that they exchange. The
 * engine ({@link dev.echobus.gateway.Session}) knows no transport; transports know no bus.
 */
@NullMarked
package dev.echobus.gateway;

import org.jspecify.annotations.NullMarked;
