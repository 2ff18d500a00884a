package dev.echobus.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.TooLongFrameException;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Cuts lines, each with its line feed; holds still while paused, hands on an unfinished last line, and fails for good at
 * the first line that is too long. Netty's own decoder has no place to offer lines before each becomes an object with a
 * reference count, which costs more than to echo a short one. Event loop only; holds at most one unfinished line and
 * what came while paused.
 */
final class LineDecoder extends ByteToMessageDecoder {

    private static final byte CARRIAGE_RETURN = '\r';

    private final int messageMaxBytes;
    private final BooleanSupplier isPaused;
    private final Consumer<ByteBuf> lines;

    /** Bytes of the unfinished line in which a line feed was looked for already. */
    private int searchedBytes;

    private boolean isBroken;

    /** @param lines offered whatever begins with a line, of which it may take whole lines */
    LineDecoder(int messageMaxBytes, BooleanSupplier isPaused, Consumer<ByteBuf> lines) {
        this.messageMaxBytes = messageMaxBytes;
        this.isPaused = isPaused;
        this.lines = lines;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (isBroken) {
            in.skipBytes(in.readableBytes());
        } else if (!isPaused.getAsBoolean()) {
            int offered = in.readerIndex();
            if (searchedBytes == 0) {
                lines.accept(in);
            }
            // What was taken may have led to a pause: the next call, which comes while bytes are left, looks again.
            if (in.readerIndex() == offered) {
                decodeOne(in, out);
            }
        }
    }

    private void decodeOne(ByteBuf in, List<Object> out) {
        int start = in.readerIndex();
        int lineFeed = in.indexOf(start + searchedBytes, in.writerIndex(), LineCodec.LINE_FEED);
        int end = lineFeed < 0 ? in.writerIndex() : lineFeed;
        // A carriage return does not count; whether a last one stands before a line feed is not known yet.
        int textBytes = end > start && in.getByte(end - 1) == CARRIAGE_RETURN ? end - 1 - start : end - start;
        if (textBytes > messageMaxBytes) {
            isBroken = true;
            in.skipBytes(in.readableBytes());
            throw new TooLongFrameException();
        }
        if (lineFeed < 0) {
            searchedBytes = end - start;
        } else {
            searchedBytes = 0;
            out.add(in.readRetainedSlice(lineFeed + 1 - start));
        }
    }

    @Override
    protected void decodeLast(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (in.isReadable()) {
            out.add(in.readRetainedSlice(in.readableBytes()));
        }
    }
}
