/**
 * The echo server: a verticle an event loop, one {@link dev.echobus.server.ServerConnection} a socket, and the
 * responders that turn messages into replies. Meets the client on the wire and on the bus alone.
 */
@NullMarked
package dev.echobus.server;

import org.jspecify.annotations.NullMarked;
