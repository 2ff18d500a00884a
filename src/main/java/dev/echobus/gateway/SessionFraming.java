package dev.echobus.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/** How a session's frames are marked on one kind of wire. Holds nothing; any thread. */
interface SessionFraming {

    /** How many bytes of what comes stand before the frame. */
    int headBytes();

    /**
     * Hands on the frame, or the frames, of so many bytes from the start of the array, of which it keeps nothing.
     *
     * @return what they take of the session's turn, in frames that are served
     */
    int take(byte[] bytes, int length, Session session);

    /** A frame of so many bytes from the start of the array, as it goes on the wire. */
    ByteBuf marked(ByteBufAllocator allocator, byte[] frame, int length);

    /** What the client is told before anything else. */
    default @Nullable ByteBuf opening(ByteBufAllocator allocator) {
        return null;
    }

    /**
     * What the client is told last.
     *
     * @param why null when nothing is amiss
     */
    default @Nullable ByteBuf closing(ByteBufAllocator allocator, @Nullable GatewayError why) {
        return null;
    }
}
