package dev.echobus.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Records: a message follows its length, an unsigned big-endian number. Input that closes within a record is a fault.
 *
 * @param fieldBytes width of the length: 1, 2 or 4
 * @param messageMaxBytes longest payload; the field's width may allow less
 */
record LengthCodec(int fieldBytes, int messageMaxBytes) implements FrameCodec {

    LengthCodec {
        long widest = (1L << (8 * fieldBytes)) - 1;
        messageMaxBytes = (int) Math.min(messageMaxBytes, widest);
    }

    @Override
    public Optional<ChannelHandler> newDecoder(WireChannel wire) {
        return Optional.of(new PausableLengthDecoder(fieldBytes, messageMaxBytes, wire));
    }

    @Override
    public ByteBuf payload(ByteBuf frame) {
        return frame.slice(frame.readerIndex() + fieldBytes, frame.readableBytes() - fieldBytes);
    }

    @Override
    public ByteBuf frame(ByteBufAllocator allocator, ByteBuf payload) {
        ByteBuf header = allocator.directBuffer(fieldBytes);
        writeLength(header, payload.readableBytes());
        return Frames.join(allocator, header, payload);
    }

    @Override
    public ByteBuf prefixed(ByteBufAllocator allocator, byte[] prefix, ByteBuf frame) {
        frame.skipBytes(fieldBytes);
        ByteBuf head = allocator.directBuffer(fieldBytes + prefix.length);
        writeLength(head, prefix.length + frame.readableBytes());
        return Frames.join(allocator, head.writeBytes(prefix), frame);
    }

    @Override
    public void appendPrefixed(ByteBuf reply, byte[] prefix, ByteBuf frame) {
        int payloadBytes = frame.readableBytes() - fieldBytes;
        writeLength(reply, prefix.length + payloadBytes);
        reply.writeBytes(prefix).writeBytes(frame, frame.readerIndex() + fieldBytes, payloadBytes);
    }

    @Override
    public Optional<Objection> objection(ByteBuf payload) {
        return payload.readableBytes() <= messageMaxBytes
                ? Optional.empty()
                : Optional.of(new Objection.TooLong(payload.readableBytes(), messageMaxBytes));
    }

    private void writeLength(ByteBuf to, int payloadBytes) {
        switch (fieldBytes) {
            case 1 -> to.writeByte(payloadBytes);
            case 2 -> to.writeShort(payloadBytes);
            default -> to.writeInt(payloadBytes);
        }
    }

    /** Netty's decoder, keeping the length, holding still while paused, and refusing an unfinished last record. */
    static class PausableLengthDecoder extends LengthFieldBasedFrameDecoder {

        private final BooleanSupplier isPaused;

        PausableLengthDecoder(int fieldBytes, int messageMaxBytes, BooleanSupplier isPaused) {
            super((int) Math.min((long) messageMaxBytes + fieldBytes, Integer.MAX_VALUE), 0, fieldBytes, 0, 0, true);
            this.isPaused = isPaused;
        }

        @Override
        protected @Nullable Object decode(ChannelHandlerContext ctx, ByteBuf in) throws Exception {
            if (isPaused.getAsBoolean()) {
                return null;
            }
            return super.decode(ctx, in);
        }

        @Override
        protected void decodeLast(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
            int leftBytes = in.readableBytes();
            if (leftBytes > 0) {
                in.skipBytes(leftBytes);
                throw new CorruptedFrameException("input closed within a record, after " + leftBytes + " of its bytes");
            }
        }
    }
}
