package dev.echobus.wire;

import io.netty.buffer.ByteBuf;

/** The marks of WebSocket frames, as a server writes them (RFC 6455, section 5.2): final, and not masked. */
public final class WebSocketFrames {

    /** What stands before the longest messages. */
    public static final int HEAD_MAX_BYTES = 10;

    static final int CONTINUATION = 0x0;
    static final int BINARY = 0x2;
    static final int CLOSE = 0x8;
    static final int PING = 0x9;
    static final int PONG = 0xa;
    static final int FINAL = 0x80;

    /** Longest payload of a frame that is no message. */
    static final int CONTROL_MAX_BYTES = 125;

    /** Instead of a length: it stands in the two, or in the eight bytes that follow. */
    static final int LENGTH_OF_2_BYTES = 126;

    static final int LENGTH_OF_8_BYTES = 127;

    private static final int TEXT = 0x1;

    private WebSocketFrames() {}

    /** Writes what stands before a text of so many bytes. */
    public static void writeTextHead(ByteBuf to, int bytes) {
        to.writeByte(FINAL | TEXT);
        if (bytes < LENGTH_OF_2_BYTES) {
            to.writeByte(bytes);
        } else if (bytes <= 0xffff) {
            to.writeByte(LENGTH_OF_2_BYTES).writeShort(bytes);
        } else {
            to.writeByte(LENGTH_OF_8_BYTES).writeLong(bytes);
        }
    }

    /** Writes a closing frame; the reason, of ASCII, has 123 bytes at most. */
    public static void writeClose(ByteBuf to, int code, byte[] reason) {
        to.writeByte(FINAL | CLOSE).writeByte(Short.BYTES + reason.length);
        to.writeShort(code).writeBytes(reason);
    }

    /** Writes the answer to a ping, which has its payload. */
    static void writePong(ByteBuf to, ByteBuf payload) {
        to.writeByte(FINAL | PONG).writeByte(payload.readableBytes()).writeBytes(payload);
    }
}
