package dev.echobus.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandler;
import java.util.Optional;

/** No framing: every chunk that a read yields is a message. */
record RawCodec() implements FrameCodec {

    @Override
    public Optional<ChannelHandler> newDecoder(WireChannel wire) {
        return Optional.empty();
    }

    @Override
    public ByteBuf payload(ByteBuf frame) {
        return frame;
    }

    @Override
    public ByteBuf frame(ByteBufAllocator allocator, ByteBuf payload) {
        return payload;
    }

    @Override
    public int messageMaxBytes() {
        return Integer.MAX_VALUE;
    }

    @Override
    public Optional<Objection> objection(ByteBuf payload) {
        return payload.isReadable() ? Optional.empty() : Optional.of(new Objection.Empty());
    }
}
