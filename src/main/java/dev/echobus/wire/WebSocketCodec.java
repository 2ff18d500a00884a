package dev.echobus.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandler;
import java.util.Optional;

/**
 * A server's side of a WebSocket once it is open: messages come masked and in fragments, and go out whole, as text, in one
 * frame each. No extensions.
 *
 * @param messageMaxBytes longest message
 */
record WebSocketCodec(int messageMaxBytes) implements FrameCodec {

    @Override
    public Optional<ChannelHandler> newDecoder(WireChannel wire) {
        return Optional.of(new WebSocketDecoder(messageMaxBytes, wire));
    }

    /** The decoder has taken all marks away: they stand within a message too. */
    @Override
    public ByteBuf payload(ByteBuf frame) {
        return frame;
    }

    @Override
    public ByteBuf frame(ByteBufAllocator allocator, ByteBuf payload) {
        ByteBuf head = allocator.directBuffer(WebSocketFrames.HEAD_MAX_BYTES);
        WebSocketFrames.writeTextHead(head, payload.readableBytes());
        return Frames.join(allocator, head, payload);
    }

    @Override
    public Optional<Objection> objection(ByteBuf payload) {
        return payload.readableBytes() <= messageMaxBytes
                ? Optional.empty()
                : Optional.of(new Objection.TooLong(payload.readableBytes(), messageMaxBytes));
    }
}
