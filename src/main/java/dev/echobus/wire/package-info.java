/**
 * The wire: from the framing setting to handlers on a connection's Netty pipeline, and the few operations that a
 * connection needs of its socket. The only room that touches the pipeline and Vert.x's internal API. Everything in it
 * runs on the connection's event loop.
 */
@NullMarked
package dev.echobus.wire;

import org.jspecify.annotations.NullMarked;
