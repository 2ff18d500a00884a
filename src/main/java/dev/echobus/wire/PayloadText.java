package dev.echobus.wire;

import io.netty.buffer.ByteBuf;

/** Shows a peer's bytes to people: printable ASCII as it is, everything else escaped, cut at a length. */
public final class PayloadText {

    private PayloadText() {}

    /**
     * The readable bytes as one line of text in double quotes; a cut is marked with {@code ...} and the whole length.
     *
     * @param maxBytes most bytes shown
     */
    public static String of(ByteBuf bytes, int maxBytes) {
        int shown = Math.min(bytes.readableBytes(), maxBytes);
        var text = new StringBuilder(shown + 16).append('"');
        for (int i = 0; i < shown; i++) {
            append(text, bytes.getByte(bytes.readerIndex() + i));
        }
        text.append('"');
        if (shown < bytes.readableBytes()) {
            text.append("... (").append(bytes.readableBytes()).append(" bytes)");
        }
        return text.toString();
    }

    private static void append(StringBuilder text, byte value) {
        switch (value) {
            case '\n' -> text.append("\\n");
            case '\r' -> text.append("\\r");
            case '\t' -> text.append("\\t");
            case '"' -> text.append("\\\"");
            case '\\' -> text.append("\\\\");
            default -> {
                if (value >= ' ' && value < 0x7f) {
                    text.append((char) value);
                } else {
                    text.append("\\x")
                            .append(Character.forDigit((value >> 4) & 0xf, 16))
                            .append(Character.forDigit(value & 0xf, 16));
                }
            }
        }
    }
}
