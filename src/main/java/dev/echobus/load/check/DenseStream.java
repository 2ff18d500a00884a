package dev.echobus.load.check;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Payloads with a stamp in every word, made and compared a word at a time. On the connection's event loop. */
final class DenseStream implements PayloadStream {

    private static final int BLOCK_MASK = DensePattern.BLOCK_BYTES - 1;
    private static final int WORD_MASK = Long.BYTES - 1;

    private final DensePattern pattern;
    private final long[] table;
    private final long bias;
    private final long connection;

    DenseStream(DensePattern pattern, long connection) {
        this.pattern = pattern;
        this.connection = connection;
        table = pattern.table();
        bias = pattern.bias();
    }

    @Override
    public byte at(long position) {
        return byteOf(key(position), (int) position & BLOCK_MASK);
    }

    @Override
    public void send(ChannelHandlerContext context, long position, int bytes) {
        ByteBuf piece = context.alloc().directBuffer(bytes);
        write(piece, position, bytes);
        context.write(piece, context.voidPromise());
    }

    @Override
    public void write(ByteBuf target, long position, int bytes) {
        target.ensureWritable(bytes);
        int at = target.writerIndex();
        fill(target.internalNioBuffer(at, bytes), position);
        target.writerIndex(at + bytes);
    }

    private void fill(ByteBuffer target, long position) {
        target.order(ByteOrder.LITTLE_ENDIAN);
        int at = target.position();
        int end = target.limit();
        long next = position;
        while (at < end) {
            int inBlock = (int) next & BLOCK_MASK;
            int piece = Math.min(end - at, DensePattern.BLOCK_BYTES - inBlock);
            fillBlock(target, at, inBlock, new Piece(piece, key(next)));
            at += piece;
            next += piece;
        }
    }

    @Override
    public boolean isAt(ByteBuffer received, long position) {
        received.order(ByteOrder.LITTLE_ENDIAN);
        int at = received.position();
        int end = received.limit();
        long next = position;
        while (at < end) {
            int inBlock = (int) next & BLOCK_MASK;
            int piece = Math.min(end - at, DensePattern.BLOCK_BYTES - inBlock);
            if (differsInBlock(received, at, inBlock, new Piece(piece, key(next)))) {
                return false;
            }
            at += piece;
            next += piece;
        }
        return true;
    }

    /** A part of one block, and the block's key; the compiler keeps it in registers. */
    private record Piece(int bytes, long key) {}

    private void fillBlock(ByteBuffer target, int from, int inBlock, Piece piece) {
        long key = piece.key;
        int at = from;
        int index = inBlock;
        int end = from + piece.bytes;
        while ((index & WORD_MASK) != 0 && at < end) {
            target.put(at++, byteOf(key, index++));
        }
        for (; end - at >= Long.BYTES; at += Long.BYTES, index += Long.BYTES) {
            target.putLong(at, (table[index >>> 3] ^ key) + bias);
        }
        while (at < end) {
            target.put(at++, byteOf(key, index++));
        }
    }

    private boolean differsInBlock(ByteBuffer received, int from, int inBlock, Piece piece) {
        long key = piece.key;
        int at = from;
        int index = inBlock;
        int end = from + piece.bytes;
        long differences = 0;
        while ((index & WORD_MASK) != 0 && at < end) {
            differences |= received.get(at++) ^ byteOf(key, index++);
        }
        for (; end - at >= Long.BYTES; at += Long.BYTES, index += Long.BYTES) {
            differences |= received.getLong(at) ^ ((table[index >>> 3] ^ key) + bias);
        }
        while (at < end) {
            differences |= received.get(at++) ^ byteOf(key, index++);
        }
        return differences != 0;
    }

    private long key(long position) {
        return pattern.key(connection, position >>> DensePattern.BLOCK_SHIFT);
    }

    private byte byteOf(long key, int index) {
        long word = (table[index >>> 3] ^ key) + bias;
        return (byte) (word >>> (8 * (index & WORD_MASK)));
    }
}
