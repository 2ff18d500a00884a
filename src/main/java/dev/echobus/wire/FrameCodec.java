package dev.echobus.wire;

import dev.echobus.common.FramingSpec;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandler;
import java.util.Optional;

/**
 * One way of cutting a stream into messages. A <em>frame</em> is a message with what marks its bounds on the wire; a
 * <em>payload</em> is the message alone. Frames stay as they arrived, so that an echo needs neither copy nor encoding.
 * Immutable; shared by all connections of a verticle.
 */
public sealed interface FrameCodec permits RawCodec, LineCodec, LengthCodec, StampedCodec, WebSocketCodec {

    /**
     * The codec for a framing.
     *
     * @param messageMaxBytes longest payload; of no effect on raw framing, whose messages are what a read yields
     */
    static FrameCodec of(FramingSpec framing, int messageMaxBytes) {
        return switch (framing.kind()) {
            case RAW -> new RawCodec();
            case LINE -> new LineCodec(messageMaxBytes);
            case LENGTH -> new LengthCodec(framing.lengthFieldBytes(), messageMaxBytes);
        };
    }

    /**
     * A new decoder for one connection, which hands on one frame at a time and none while the connection is paused; empty
     * when bytes need no cutting.
     */
    Optional<ChannelHandler> newDecoder(WireChannel wire);

    /** The payload of a frame: a view that shares the frame's reference count. */
    ByteBuf payload(ByteBuf frame);

    /** The frame of a payload. Takes over the payload's reference; the caller owns the result. */
    ByteBuf frame(ByteBufAllocator allocator, ByteBuf payload);

    /**
     * The reply that is {@code prefix} followed by the frame's payload, framed again, without copying the payload. Takes
     * over the frame's reference. Where nothing stands before a payload the prefix can go before the frame.
     */
    default ByteBuf prefixed(ByteBufAllocator allocator, byte[] prefix, ByteBuf frame) {
        return Frames.join(allocator, Frames.copy(allocator, prefix), frame);
    }

    /** Appends a copy of the same reply to a buffer. Does not take over the frame's reference. */
    default void appendPrefixed(ByteBuf reply, byte[] prefix, ByteBuf frame) {
        reply.writeBytes(prefix).writeBytes(frame, frame.readerIndex(), frame.readableBytes());
    }

    /**
     * The codec of a server's side of a WebSocket.
     *
     * @param messageMaxBytes longest message, in however many fragments it comes
     */
    static FrameCodec ofWebSocket(int messageMaxBytes) {
        return new WebSocketCodec(messageMaxBytes);
    }

    /** Longest payload that its decoder takes; {@link Integer#MAX_VALUE} in raw framing. */
    int messageMaxBytes();

    /** Why a payload cannot be sent as one message in this framing, or empty when it can. */
    Optional<Objection> objection(ByteBuf payload);
}
