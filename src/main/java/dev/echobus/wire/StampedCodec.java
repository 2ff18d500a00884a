package dev.echobus.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * Records with a length of four bytes whose highest bit is a mark: a message that has it asks for a stamp behind its reply,
 * and a reply that has it ends with one. No message is so long that its length needs the bit. docs/PROTOCOL.md has the bytes.
 */
public final class StampedCodec implements FrameCodec {

    private static final int FIELD_BYTES = 4;
    private static final int MARK = 1 << 31;

    private final LengthCodec plain;

    /** @param messageMaxBytes longest payload */
    public StampedCodec(int messageMaxBytes) {
        plain = new LengthCodec(FIELD_BYTES, messageMaxBytes);
    }

    /** True when the message of this frame asks for a stamp. */
    public boolean isAsked(ByteBuf frame) {
        return frame.getInt(frame.readerIndex()) < 0;
    }

    /**
     * The reply with a stamp behind it, and the mark in its length. Takes over the frame's reference. A short one is
     * copied, as it would be to join others; a long one keeps its buffer.
     */
    public ByteBuf stamped(ByteBufAllocator allocator, ByteBuf frame, byte[] stamp) {
        int frameBytes = frame.readableBytes();
        int length = MARK | (frameBytes - FIELD_BYTES + stamp.length);
        if (frameBytes > Output.FRAME_MAX_BYTES) {
            // Nobody reads the length of a message that was taken.
            frame.setInt(frame.readerIndex(), length);
            return Frames.join(allocator, frame, Frames.copy(allocator, stamp));
        }
        ByteBuf reply = allocator.directBuffer(frameBytes + stamp.length);
        reply.writeInt(length)
                .writeBytes(frame, frame.readerIndex() + FIELD_BYTES, frameBytes - FIELD_BYTES)
                .writeBytes(stamp);
        frame.release();
        return reply;
    }

    @Override
    public Optional<ChannelHandler> newDecoder(WireChannel wire) {
        return Optional.of(new MarkedLengthDecoder(plain.messageMaxBytes(), wire));
    }

    @Override
    public ByteBuf payload(ByteBuf frame) {
        return plain.payload(frame);
    }

    @Override
    public ByteBuf frame(ByteBufAllocator allocator, ByteBuf payload) {
        return plain.frame(allocator, payload);
    }

    @Override
    public ByteBuf prefixed(ByteBufAllocator allocator, byte[] prefix, ByteBuf frame) {
        return plain.prefixed(allocator, prefix, frame);
    }

    @Override
    public void appendPrefixed(ByteBuf reply, byte[] prefix, ByteBuf frame) {
        plain.appendPrefixed(reply, prefix, frame);
    }

    @Override
    public int messageMaxBytes() {
        return plain.messageMaxBytes();
    }

    @Override
    public Optional<Objection> objection(ByteBuf payload) {
        return plain.objection(payload);
    }

    /** Passes over the mark, and tells when the bytes at hand were read. */
    private static final class MarkedLengthDecoder extends LengthCodec.PausableLengthDecoder {

        private static final long LENGTH_BITS = 0x7fff_ffffL;

        private final WireChannel wire;

        MarkedLengthDecoder(int messageMaxBytes, WireChannel wire) {
            super(FIELD_BYTES, messageMaxBytes, wire);
            this.wire = wire;
        }

        /** Bytes that come while reading is paused are behind messages that wait here: those were read before. */
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
            if (!wire.isPaused() && ((ByteBuf) message).isReadable()) {
                wire.input().readAt(System.nanoTime());
            }
            super.channelRead(ctx, message);
        }

        @Override
        protected long getUnadjustedFrameLength(ByteBuf buf, int offset, int length, ByteOrder order) {
            return super.getUnadjustedFrameLength(buf, offset, length, order) & LENGTH_BITS;
        }
    }
}
