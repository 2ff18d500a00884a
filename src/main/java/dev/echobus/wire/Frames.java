package dev.echobus.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** Joins buffers into one reply: small ones by copying, large ones by reference. */
final class Frames {

    /** Below this, copying costs less than a second write with its buffer entry (96 bytes) and its I/O vector. */
    private static final int COPY_MAX_BYTES = 1_024;

    private Frames() {}

    /** {@code head} followed by {@code body}. Takes over the body's reference but not the head's. */
    static ByteBuf join(ByteBufAllocator allocator, ByteBuf head, ByteBuf body) {
        int headBytes = head.readableBytes();
        int bodyBytes = body.readableBytes();
        if (headBytes + bodyBytes <= COPY_MAX_BYTES) {
            ByteBuf joined = allocator.directBuffer(headBytes + bodyBytes);
            joined.writeBytes(head, head.readerIndex(), headBytes);
            joined.writeBytes(body, body.readerIndex(), bodyBytes);
            body.release();
            return joined;
        }
        return allocator
                .compositeDirectBuffer(2)
                .addComponent(true, head.retainedDuplicate())
                .addComponent(true, body);
    }
}
