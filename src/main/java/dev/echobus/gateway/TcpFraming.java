package dev.echobus.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * Frames on a TCP connection, as Vert.x's TCP event-bus bridge has them: a length of four bytes, big-endian, then so many
 * bytes of JSON.
 */
final class TcpFraming implements SessionFraming {

    @Override
    public int headBytes() {
        return Integer.BYTES;
    }

    @Override
    public int take(byte[] bytes, int length, Session session) {
        return session.onFrame(bytes, length);
    }

    @Override
    public ByteBuf marked(ByteBufAllocator allocator, byte[] frame, int length) {
        return allocator.directBuffer(Integer.BYTES + length).writeInt(length).writeBytes(frame, 0, length);
    }
}
