package dev.echobus.load.check;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Payloads that lie in a ring but for their stamps: sent from there and compared there. On the event loop. */
final class SparseStream implements PayloadStream {

    /** Where the next connection starts: the golden section of the ring, so that neighbours lie far apart. */
    private static final int START_STRIDE_BYTES = 40_503;

    private final SparsePattern pattern;
    private final long connection;
    private final int blockBytes;
    private final int ringBytes;
    private final int startPlace;
    private final ByteBuffer view;
    /** The same memory, to be sent from. */
    private final ByteBuf ring;

    SparseStream(SparsePattern pattern, long connection) {
        this.pattern = pattern;
        this.connection = connection;
        blockBytes = pattern.blockBytes();
        ringBytes = pattern.ringBytes();
        // The ring's length is prime, so as many connections as it has bytes start at different places.
        startPlace = (int) (connection % ringBytes * START_STRIDE_BYTES % ringBytes);
        view = pattern.ring();
        ring = Unpooled.wrappedBuffer(pattern.ring());
    }

    @Override
    public byte at(long position) {
        int inBlock = inBlock(position);
        return inBlock < Long.BYTES ? (byte) (stamp(position) >>> (8 * inBlock)) : view.get(placeOf(position));
    }

    @Override
    public void send(ChannelHandlerContext context, long position, int bytes) {
        long end = position + bytes;
        long next = position;
        while (next < end) {
            int piece = pieceBytes(next, end);
            if (isStamp(next)) {
                ByteBuf stamp = context.alloc().directBuffer(Long.BYTES, Long.BYTES);
                writeStamp(stamp, next, piece);
                context.write(stamp, context.voidPromise());
            } else {
                context.write(ring.retainedSlice(placeOf(next), piece), context.voidPromise());
            }
            next += piece;
        }
    }

    @Override
    public void write(ByteBuf target, long position, int bytes) {
        long end = position + bytes;
        long next = position;
        while (next < end) {
            int piece = pieceBytes(next, end);
            if (isStamp(next)) {
                writeStamp(target, next, piece);
            } else {
                target.writeBytes(ring, placeOf(next), piece);
            }
            next += piece;
        }
    }

    @Override
    public boolean isAt(ByteBuffer received, long position) {
        int limit = received.limit();
        long end = position + received.remaining();
        long next = position;
        while (next < end) {
            int piece = pieceBytes(next, end);
            int at = limit - (int) (end - next);
            received.limit(at + piece).position(at);
            if (!(isStamp(next) ? isStampAt(received, next) : isRingAt(received, placeOf(next)))) {
                return false;
            }
            next += piece;
        }
        return true;
    }

    private boolean isStampAt(ByteBuffer received, long position) {
        long stamp = stamp(position);
        if (received.remaining() == Long.BYTES) {
            return received.order(ByteOrder.LITTLE_ENDIAN).getLong() == stamp;
        }
        for (int inBlock = inBlock(position); received.hasRemaining(); inBlock++) {
            if (received.get() != (byte) (stamp >>> (8 * inBlock))) {
                return false;
            }
        }
        return true;
    }

    private boolean isRingAt(ByteBuffer received, int place) {
        view.limit(place + received.remaining()).position(place);
        boolean isSame = received.mismatch(view) < 0;
        view.clear();
        return isSame;
    }

    private void writeStamp(ByteBuf target, long position, int bytes) {
        long stamp = stamp(position);
        int inBlock = inBlock(position);
        if (bytes == Long.BYTES) {
            target.writeLongLE(stamp);
            return;
        }
        for (int i = inBlock; i < inBlock + bytes; i++) {
            target.writeByte((int) (stamp >>> (8 * i)));
        }
    }

    private boolean isStamp(long position) {
        return inBlock(position) < Long.BYTES;
    }

    private int inBlock(long position) {
        return (int) (position % blockBytes);
    }

    /** From a position to the end of its stamp, or to the next one. */
    private int pieceBytes(long position, long end) {
        int inBlock = inBlock(position);
        int pieceEnd = inBlock < Long.BYTES ? Long.BYTES : blockBytes;
        return (int) Math.min(end - position, pieceEnd - inBlock);
    }

    private long stamp(long position) {
        return pattern.stamp(connection, position / blockBytes);
    }

    private int placeOf(long position) {
        return (int) ((startPlace + position) % ringBytes);
    }
}
