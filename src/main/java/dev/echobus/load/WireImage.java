package dev.echobus.load;

import dev.echobus.common.FramingKind;
import io.netty.buffer.ByteBuf;

/**
 * What the messages of one connection look like on the wire: as they are sent, and as they must come back. On the
 * connection's event loop.
 */
final class WireImage {

    private final Pattern pattern;
    private final Framing framing;
    private final int startPlace;
    private final byte[] prefix;
    /** Bytes before the payload of an echo. */
    private final int leadBytes;

    private final int headerBytes;

    /** The image of the connection with this number: its stream starts at a place that follows from it. */
    WireImage(Pattern pattern, Framing framing, long connection) {
        this.pattern = pattern;
        this.framing = framing;
        // A multiple of the golden ratio spreads consecutive numbers over the whole period.
        startPlace = (int) Math.floorMod((connection * 0x9E3779B97F4A7C15L) >>> 16, (long) pattern.periodBytes());
        prefix = framing.prefixBytes();
        headerBytes = framing.headerBytes();
        leadBytes = headerBytes + prefix.length;
    }

    Pattern pattern() {
        return pattern;
    }

    Framing framing() {
        return framing;
    }

    int placeOf(long position) {
        return pattern.placeOf(startPlace, position);
    }

    int leadBytes() {
        return leadBytes;
    }

    /** Length of a message's echo on the wire. */
    int echoBytes(int size) {
        return leadBytes + size + framing.trailerBytes();
    }

    /** One byte of the echo of a message whose payload starts at a position. */
    byte echoAt(long start, int size, int index) {
        if (index < leadBytes) {
            return leadAt(size, index);
        }
        int payloadIndex = index - leadBytes;
        return payloadIndex < size ? pattern.at(placeOf(start + payloadIndex)) : Framing.trailer();
    }

    /** One byte of what stands before an echo's payload. */
    byte leadAt(int size, int index) {
        return index < headerBytes
                ? (byte) ((size + prefix.length) >>> (8 * (headerBytes - 1 - index)))
                : prefix[index - headerBytes];
    }

    /** How many bytes what came has in common with the echo of a message. */
    int common(Bytes window, long start, int size) {
        int limit = Math.min(window.length(), echoBytes(size));
        int index = 0;
        while (index < limit && window.get(index) == echoAt(start, size, index)) {
            index++;
        }
        return index;
    }

    /** Length of a message as it is sent. */
    int sentBytes(int size) {
        return headerBytes + size + framing.trailerBytes();
    }

    /** Appends a message as it is sent. */
    void writeTo(ByteBuf target, long start, int size) {
        for (int shift = 8 * (headerBytes - 1); shift >= 0; shift -= 8) {
            target.writeByte(size >>> shift);
        }
        int written = 0;
        while (written < size) {
            int piece = Math.min(size - written, LoadLimits.WRITE_MAX_BYTES);
            pattern.copyTo(target, placeOf(start + written), piece);
            written += piece;
        }
        if (framing.kind() == FramingKind.LINE) {
            target.writeByte(Framing.trailer());
        }
    }

    /** Appends the bytes of an echo from one index up to another. */
    void echoTo(Bytes target, EchoPart part) {
        for (int index = part.from(); index < part.to(); index++) {
            target.append(echoAt(part.start(), part.size(), index));
        }
    }

    /** A part of the echo of the message whose payload starts at a position. */
    record EchoPart(long start, int size, int from, int to) {}
}
