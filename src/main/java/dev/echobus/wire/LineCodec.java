package dev.echobus.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import java.util.Optional;

/**
 * Lines: a message ends at {@code \n}; a {@code \r} before it belongs to the message. The bytes after the last
 * {@code \n} of a closed input are a message too, and its reply ends as it did, without one.
 *
 * @param messageMaxBytes longest line; neither {@code \n} nor {@code \r\n} at its end counts
 */
record LineCodec(int messageMaxBytes) implements FrameCodec {

    static final byte LINE_FEED = '\n';
    private static final ByteBuf TERMINATOR = Unpooled.unreleasableBuffer(
                    Unpooled.directBuffer(1).writeByte(LINE_FEED))
            .asReadOnly();

    @Override
    public Optional<ChannelHandler> newDecoder(WireChannel wire) {
        return Optional.of(new LineDecoder(messageMaxBytes, wire, wire::offerLines));
    }

    @Override
    public ByteBuf payload(ByteBuf frame) {
        int last = frame.writerIndex() - 1;
        return frame.isReadable() && frame.getByte(last) == LINE_FEED
                ? frame.slice(frame.readerIndex(), frame.readableBytes() - 1)
                : frame;
    }

    @Override
    public ByteBuf frame(ByteBufAllocator allocator, ByteBuf payload) {
        return allocator.compositeBuffer(2).addComponent(true, payload).addComponent(true, TERMINATOR.duplicate());
    }

    @Override
    public Optional<Objection> objection(ByteBuf payload) {
        if (payload.readableBytes() > messageMaxBytes) {
            return Optional.of(new Objection.TooLong(payload.readableBytes(), messageMaxBytes));
        }
        return payload.indexOf(payload.readerIndex(), payload.writerIndex(), LINE_FEED) < 0
                ? Optional.empty()
                : Optional.of(new Objection.HoldsLineFeed());
    }
}
