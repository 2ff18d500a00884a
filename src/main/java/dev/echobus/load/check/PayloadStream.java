package dev.echobus.load.check;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.nio.ByteBuffer;

/** The payloads of one connection, one behind the other, by their place. On the connection's event loop. */
sealed interface PayloadStream permits DenseStream, SparseStream {

    byte at(long position);

    /** Hands bytes from a position on to a socket, without a flush. */
    void send(ChannelHandlerContext context, long position, int bytes);

    /** Appends the bytes from a position on. */
    void write(ByteBuf target, long position, int bytes);

    /** Compares what remains of a buffer with the bytes from a position on: true when they are the same. */
    boolean isAt(ByteBuffer received, long position);
}
