package dev.echobus.wire;

import io.netty.buffer.ByteBuf;
import java.util.function.BooleanSupplier;

/** Answers short whole lines straight from what was read, each after a prefix: no line becomes a frame. Event loop only. */
final class LineEcho {

    private final byte[] prefix;
    private final Output output;

    /** Up to where an end of line is searched: no longer line may be taken, or joined. */
    private final int searchMaxBytes;

    LineEcho(byte[] prefix, FrameCodec codec, Output output) {
        this.prefix = prefix;
        this.output = output;
        searchMaxBytes = Math.max(0, Math.min(codec.messageMaxBytes(), Output.FRAME_MAX_BYTES - prefix.length));
    }

    /**
     * Answers and consumes lines from the input's front, until the first that is not whole, too long to be taken or to be
     * joined, or that comes in a pause. Returns their number.
     */
    int answer(ByteBuf input, BooleanSupplier isPaused) {
        int lines = 0;
        for (; !isPaused.getAsBoolean(); lines++) {
            int start = input.readerIndex();
            int limit = Math.min(input.writerIndex(), start + searchMaxBytes);
            int lineFeed = input.indexOf(start, limit, LineCodec.LINE_FEED);
            if (lineFeed < 0) {
                break;
            }
            output.joinPrefixed(prefix, input, lineFeed + 1 - start);
        }
        return lines;
    }
}
