package dev.echobus.server;

import io.netty.buffer.ByteBuf;

/**
 * Sees each message of one connection before it is answered: for rates, the log, events. With none on a connection, short
 * lines are answered together and none becomes an object of its own. Event loop of the connection.
 */
interface MessageObserver {

    /** A message came. The frame stays the caller's. */
    void received(ByteBuf frame);
}
