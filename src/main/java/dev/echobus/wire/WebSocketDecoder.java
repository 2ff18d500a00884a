package dev.echobus.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.TooLongFrameException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a client's WebSocket frames (RFC 6455, section 5) and hands on whole messages, text and binary alike; answers
 * pings, as long as the client reads. Holds still while paused, and reads nothing after what it cannot understand or what
 * closes. Netty's own knows no pause, answers what is too long by itself, and leaves fragments to others. Event loop only;
 * holds one unfinished message, whose length it knows before it takes its bytes.
 */
final class WebSocketDecoder extends ByteToMessageDecoder {

    private static final int MASK_BYTES = Integer.BYTES;
    private static final int SHORTEST_HEAD_BYTES = 2;
    private static final int RESERVED_BITS = 0x70;
    private static final int MASKED = 0x80;

    private final int messageMaxBytes;
    private final WireChannel wire;

    /** The fragments of a message that has begun. */
    private @Nullable ByteBuf begun;

    private boolean isOver;

    /**
     * What stands before a payload.
     *
     * @param bytes its own length
     * @param payloadBytes negative for one that no int can hold
     */
    private record Head(int opcode, boolean isFinal, int bytes, long payloadBytes) {

        boolean isControl() {
            return opcode >= WebSocketFrames.CLOSE;
        }
    }

    WebSocketDecoder(int messageMaxBytes, WireChannel wire) {
        this.messageMaxBytes = messageMaxBytes;
        this.wire = wire;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (isOver) {
            int bytes = in.readableBytes();
            in.skipBytes(bytes);
            wire.passedOver(bytes);
        } else if (!wire.isPaused() && in.readableBytes() >= SHORTEST_HEAD_BYTES) {
            decodeOne(ctx, in, out);
        }
    }

    private void decodeOne(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        int at = in.readerIndex();
        if (!isUnderstood(in.getUnsignedByte(at), in.getUnsignedByte(at + 1))) {
            finish();
            wire.signal(WebSocketSignal.MALFORMED);
            return;
        }
        Head head = head(in);
        if (head == null) {
            return;
        }
        long messageBytes = head.payloadBytes() + (begun == null || head.isControl() ? 0 : begun.readableBytes());
        if (head.payloadBytes() < 0 || (messageBytes > messageMaxBytes && !head.isControl())) {
            finish();
            throw new TooLongFrameException();
        }
        if (in.readableBytes() < head.bytes() + head.payloadBytes()) {
            return;
        }
        in.skipBytes(head.bytes() - MASK_BYTES);
        int mask = in.readInt();
        wire.passedOver(head.bytes());
        ByteBuf payload = unmasked(in.readSlice((int) head.payloadBytes()), mask);
        if (head.isControl()) {
            wire.passedOver(payload.readableBytes());
            control(ctx, head.opcode(), payload);
        } else {
            message(ctx, head.isFinal(), payload, out);
        }
    }

    /** False for what a client must not send here: unmasked, of an extension, or out of place. */
    private boolean isUnderstood(int first, int second) {
        int opcode = first & 0xf;
        boolean isFinal = (first & WebSocketFrames.FINAL) != 0;
        if ((first & RESERVED_BITS) != 0 || (second & MASKED) == 0 || opcode > WebSocketFrames.PONG) {
            return false;
        }
        if (opcode >= WebSocketFrames.CLOSE) {
            return isFinal && (second & ~MASKED) <= WebSocketFrames.CONTROL_MAX_BYTES;
        }
        boolean isContinuation = opcode == WebSocketFrames.CONTINUATION;
        return opcode <= WebSocketFrames.BINARY && isContinuation == (begun != null);
    }

    /** Null while it has not come whole. */
    private static @Nullable Head head(ByteBuf in) {
        int at = in.readerIndex();
        int first = in.getUnsignedByte(at);
        int length = in.getUnsignedByte(at + 1) & ~MASKED;
        int lengthBytes = switch (length) {
            case WebSocketFrames.LENGTH_OF_2_BYTES -> Short.BYTES;
            case WebSocketFrames.LENGTH_OF_8_BYTES -> Long.BYTES;
            default -> 0;
        };
        int headBytes = SHORTEST_HEAD_BYTES + lengthBytes + MASK_BYTES;
        if (in.readableBytes() < headBytes) {
            return null;
        }
        long payloadBytes = switch (lengthBytes) {
            case Short.BYTES -> in.getUnsignedShort(at + SHORTEST_HEAD_BYTES);
            case Long.BYTES -> in.getLong(at + SHORTEST_HEAD_BYTES);
            default -> length;
        };
        boolean isLong = payloadBytes > Integer.MAX_VALUE;
        return new Head(first & 0xf, (first & WebSocketFrames.FINAL) != 0, headBytes, isLong ? -1 : payloadBytes);
    }

    private void control(ChannelHandlerContext ctx, int opcode, ByteBuf payload) {
        if (opcode == WebSocketFrames.PING) {
            // Who does not read is not answered, and cannot make the answers wait here.
            if (wire.output().isWritable()) {
                ByteBuf pong = ctx.alloc().directBuffer(SHORTEST_HEAD_BYTES + payload.readableBytes());
                WebSocketFrames.writePong(pong, payload);
                wire.output().write(pong);
            }
            wire.signal(WebSocketSignal.PING);
        } else if (opcode == WebSocketFrames.CLOSE) {
            finish();
            wire.signal(WebSocketSignal.CLOSE);
        }
    }

    private void message(ChannelHandlerContext ctx, boolean isFinal, ByteBuf payload, List<Object> out) {
        ByteBuf before = begun;
        if (before == null && isFinal) {
            out.add(payload.retain());
            return;
        }
        ByteBuf message = before == null ? ctx.alloc().directBuffer(payload.readableBytes()) : before;
        message.writeBytes(payload);
        begun = isFinal ? null : message;
        if (isFinal) {
            out.add(message);
        }
    }

    private static ByteBuf unmasked(ByteBuf payload, int mask) {
        int index = payload.readerIndex();
        int end = payload.writerIndex();
        for (; end - index >= MASK_BYTES; index += MASK_BYTES) {
            payload.setInt(index, payload.getInt(index) ^ mask);
        }
        for (int shift = 24; index < end; index++, shift -= Byte.SIZE) {
            payload.setByte(index, payload.getByte(index) ^ (mask >>> shift));
        }
        return payload;
    }

    @Override
    protected void decodeLast(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        int leftBytes = in.readableBytes();
        if (isOver || (leftBytes == 0 && begun == null)) {
            return;
        }
        in.skipBytes(leftBytes);
        finish();
        throw new CorruptedFrameException("input closed within a message");
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) {
        finish();
    }

    private void finish() {
        isOver = true;
        ByteBuf message = begun;
        if (message != null) {
            begun = null;
            wire.passedOver(message.readableBytes());
            message.release();
        }
    }
}
