package dev.echobus.server;

import dev.echobus.wire.FrameCodec;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** Replies with the message itself, after a prefix if there is one. Holds nothing between messages. */
final class EchoResponder implements Responder {

    private final ServerConnection connection;
    private final FrameCodec codec;
    private final ByteBuf prefix;
    private final boolean hasPrefix;

    EchoResponder(ServerConnection connection, ByteBuf prefix) {
        this.connection = connection;
        this.codec = connection.codec();
        this.prefix = prefix;
        hasPrefix = prefix.isReadable();
    }

    @Override
    public void respond(ByteBuf frame) {
        if (hasPrefix) {
            ByteBufAllocator allocator = connection.wire().allocator();
            connection.reply(codec.prefixed(allocator, prefix, frame));
        } else {
            connection.reply(frame);
        }
    }

    @Override
    public int inFlight() {
        return 0;
    }

    @Override
    public boolean isFull() {
        return false;
    }

    @Override
    public void release() {
        // Nothing is held.
    }
}
