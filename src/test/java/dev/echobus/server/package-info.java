/** Tests of the server, by plain blocking sockets and by the event bus. */
@NullMarked
package dev.echobus.server;

import org.jspecify.annotations.NullMarked;
