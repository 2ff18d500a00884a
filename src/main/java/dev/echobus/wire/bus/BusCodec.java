package dev.echobus.wire.bus;

import java.util.Arrays;
import java.util.Optional;

/**
 * The kinds of body that the bus carries: Vert.x's system codecs by their number on the wire. Java's own serialization
 * (16 and 17) is not among them: a member of ours sends none, and reading a stranger's runs what it likes.
 */
enum BusCodec {
    NULL(0, 0),
    PING(1, 0),
    BYTE(2, 1),
    BOOLEAN(3, 1),
    SHORT(4, 2),
    INT(5, 4),
    LONG(6, 8),
    FLOAT(7, 4),
    DOUBLE(8, 8),
    STRING(9, Body.COUNTED),
    CHAR(10, 2),
    BUFFER(11, Body.COUNTED),
    BYTE_ARRAY(12, Body.COUNTED),
    JSON_OBJECT(13, Body.COUNTED),
    JSON_ARRAY(14, Body.COUNTED),
    REPLY_EXCEPTION(15, Body.FAILURE),
    /** One that a program has registered: only its own codec knows its form. */
    NAMED(-1, Body.WHATEVER);

    /** Bodies whose bytes their kind does not tell. */
    static final class Body {

        static final int COUNTED = -1;
        static final int FAILURE = -2;
        static final int WHATEVER = -3;

        private Body() {}
    }

    private final int number;
    private final int bodyBytes;

    BusCodec(int number, int bodyBytes) {
        this.number = number;
        this.bodyBytes = bodyBytes;
    }

    static Optional<BusCodec> of(int number) {
        return Arrays.stream(values()).filter(codec -> codec.number == number).findFirst();
    }

    /** Bytes of its body, or one of {@link Body}. */
    int bodyBytes() {
        return bodyBytes;
    }
}
