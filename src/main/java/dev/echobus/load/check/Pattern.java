package dev.echobus.load.check;

import dev.echobus.load.plan.Sizes;
import org.jspecify.annotations.Nullable;

/**
 * What the payloads of a run are made of. Each connection's payloads are one stream; a byte of it follows from the
 * connection and the place alone, so nothing is kept of what was sent. Immutable; shared by the loops of a run.
 */
public sealed interface Pattern permits DensePattern, SparsePattern {

    /** So many bytes prove where they come from: a stamp, and as many bytes again. */
    int NAMED_BYTES = 2 * Long.BYTES;

    /** The pattern of a run: sparse stamps are enough where every message holds one. */
    static Pattern of(Sizes sizes, boolean isText, long seed) {
        return sizes.minBytes() >= SparsePattern.MESSAGE_MIN_BYTES
                ? new SparsePattern(sizes, isText, seed)
                : new DensePattern(isText, seed);
    }

    /** The stream of the connection with this number, from 1. */
    PayloadStream stream(long connection);

    /** Where the bytes from an index on come from, if they are a part of any connection's stream. */
    @Nullable
    Origin originOf(Bytes bytes, int from);

    /** How many bytes from an index on are those of a stream from a place on. */
    default int common(Bytes bytes, int from, Origin origin) {
        PayloadStream stream = stream(origin.connection);
        int count = 0;
        while (from + count < bytes.length() && bytes.get(from + count) == stream.at(origin.position + count)) {
            count++;
        }
        return count;
    }

    /**
     * A place in the payloads of a connection.
     *
     * @param connection the connection's number, from 1
     * @param position in the stream of its payloads, from 0
     */
    record Origin(long connection, long position) {

        Origin plus(long bytes) {
            return new Origin(connection, position + bytes);
        }
    }
}
