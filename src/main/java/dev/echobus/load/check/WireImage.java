package dev.echobus.load.check;

import dev.echobus.common.FramingKind;
import dev.echobus.load.plan.Framing;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;

/**
 * What the messages of one connection look like on the wire: as they are sent, and as they must come back. On the
 * connection's event loop.
 */
public final class WireImage {

    private final Pattern pattern;
    private final PayloadStream stream;
    private final Framing framing;
    private final long connection;
    private final byte[] prefix;
    /** Bytes before the payload of an echo. */
    private final int leadBytes;

    private final int headerBytes;

    /** The image of the connection with this number. */
    public WireImage(Pattern pattern, Framing framing, long connection) {
        this.pattern = pattern;
        this.framing = framing;
        this.connection = connection;
        stream = pattern.stream(connection);
        prefix = framing.prefixBytes();
        headerBytes = framing.headerBytes();
        leadBytes = headerBytes + prefix.length;
    }

    Pattern pattern() {
        return pattern;
    }

    /** How messages lie on this connection. */
    public Framing framing() {
        return framing;
    }

    /** Number of the connection, from 1. */
    public long connection() {
        return connection;
    }

    PayloadStream stream() {
        return stream;
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
        return payloadIndex < size ? stream.at(start + payloadIndex) : Framing.trailer();
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

    /** Length of the frame at the window's start, 0 if nothing marks it, -1 if what came does not show it yet. */
    int frameBytes(Bytes window) {
        return switch (framing.kind()) {
            case RAW -> 0;
            case LINE -> {
                int end = 0;
                while (end < window.length() && window.get(end) != Framing.trailer()) {
                    end++;
                }
                yield end < window.length() ? end + 1 : -1;
            }
            case LENGTH -> {
                if (window.length() < headerBytes) {
                    yield -1;
                }
                long payload = 0;
                for (int i = 0; i < headerBytes; i++) {
                    payload = (payload << 8) | (window.get(i) & 0xff);
                }
                yield (int) Math.min(headerBytes + payload, Integer.MAX_VALUE);
            }
        };
    }

    /** Length of a message as it is sent. */
    public int sentBytes(int size) {
        return headerBytes + size + framing.trailerBytes();
    }

    /** Appends a message as it is sent. */
    public void writeTo(ByteBuf target, long start, int size) {
        int length = size | framing.lengthMark();
        for (int shift = 8 * (headerBytes - 1); shift >= 0; shift -= 8) {
            target.writeByte(length >>> shift);
        }
        stream.write(target, start, size);
        if (framing.kind() == FramingKind.LINE) {
            target.writeByte(Framing.trailer());
        }
    }

    /** Hands payload bytes from a position of the stream on to a socket, without a flush. */
    public void send(ChannelHandlerContext context, long position, int bytes) {
        stream.send(context, position, bytes);
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
