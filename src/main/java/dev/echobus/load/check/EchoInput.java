package dev.echobus.load.check;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;

/** What checks all that comes back on one connection. On the connection's event loop. */
public sealed interface EchoInput permits EchoCheck, StampedEcho {

    /** Checks one read. The view covers the same memory as the data, which starts at index 0. */
    void received(ByteBuf data, ByteBuffer view);

    /** Says what is missing, once nothing more will come. */
    void end();
}
