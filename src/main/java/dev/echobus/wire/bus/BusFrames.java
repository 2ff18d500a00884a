package dev.echobus.wire.bus;

import io.netty.buffer.ByteBuf;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Follows the frames of one bus connection as their bytes pass, and objects to the first that Vert.x would fail on:
 * its reader believes every length, the frame's and those inside it, and makes room before it looks. Keeps no bytes, and
 * copies none. On the connection's event loop.
 */
final class BusFrames {

    /** What a message takes at least: its marks and an address of no bytes. */
    static final int FRAME_MIN_BYTES = 19;

    /** Vert.x's {@code WIRE_PROTOCOL_VERSION}; it reads those of before, too. */
    private static final int VERSION_MAX = 2;

    /** A name and its value are each at least a length. */
    private static final int HEADER_MIN_BYTES = 8;

    /** How the first two bytes of a TLS record read: a handshake, of any version since SSL 3. */
    private static final int TLS_HANDSHAKE = 0x1603;

    /** A failure's type and code. */
    private static final int FAILURE_BYTES = 5;

    private final int frameMaxBytes;

    private Field field = Field.FRAME;
    private int number;
    private int numberBytes;

    /** Bytes to pass over before the next field. */
    private int skipBytes;

    /** Of the frame: its length, and what of it is to come. */
    private int frameBytes;

    private int leftBytes;

    /** What must be left of the frame when its headers end. */
    private int leftAfterHeaders;

    private int headers;
    private BusCodec codec = BusCodec.NULL;
    private long messages;
    private @Nullable String objection;

    /** The numbers of a frame, in its order; text of the given length follows those that are lengths. */
    private enum Field {
        FRAME(4),
        VERSION(1),
        CODEC(1),
        CODEC_NAME(4),
        KIND(1),
        ADDRESS(4),
        REPLY_ADDRESS(4),
        SENDER(4),
        HEADERS(4),
        HEADER_COUNT(4),
        HEADER_NAME(4),
        HEADER_VALUE(4),
        BODY(4),
        FAILURE_TEXT(1);

        private final int bytes;

        Field(int bytes) {
            this.bytes = bytes;
        }
    }

    /** @param frameMaxBytes longest frame, without its own length */
    BusFrames(int frameMaxBytes) {
        this.frameMaxBytes = frameMaxBytes;
    }

    /** Follows what came next, which stays as it is; says what is wrong with it, and then nothing else again. */
    Optional<String> follow(ByteBuf bytes) {
        int end = bytes.writerIndex();
        int at = bytes.readerIndex();
        while (at < end && objection == null) {
            if (skipBytes > 0) {
                int skipped = Math.min(skipBytes, end - at);
                skipBytes -= skipped;
                at += skipped;
                pass(skipped);
            } else {
                number = number << Byte.SIZE | (bytes.getByte(at) & 0xff);
                numberBytes++;
                at++;
                read();
            }
        }
        return Optional.ofNullable(objection);
    }

    /** Messages that came whole. */
    long messages() {
        return messages;
    }

    /** True between the first byte of a message and its last. */
    boolean isWithinMessage() {
        return numberBytes > 0 || field != Field.FRAME || skipBytes > 0;
    }

    /** Bytes of an unfinished message that have come: what its reader holds. */
    int unfinishedBytes() {
        return announcedBytes() == 0 ? 0 : frameBytes - leftBytes;
    }

    /** Length of the unfinished message, 0 while that has not come. */
    int announcedBytes() {
        return field == Field.FRAME && skipBytes == 0 ? 0 : frameBytes;
    }

    private void pass(int bytes) {
        leftBytes -= bytes;
        if (field == Field.FRAME && skipBytes == 0) {
            messages++;
        }
    }

    private void read() {
        if (field != Field.FRAME) {
            leftBytes--;
        }
        if (numberBytes < field.bytes) {
            return;
        }
        int value = number;
        number = 0;
        numberBytes = 0;
        take(value);
        if (objection == null && field != Field.FRAME && (long) skipBytes + field.bytes > leftBytes) {
            objection = "a message of " + frameBytes + " bytes whose parts take more";
        }
    }

    private void take(int value) {
        switch (field) {
            case FRAME -> begin(value);
            case VERSION -> takeVersion(value);
            case CODEC -> takeCodec((byte) value);
            case CODEC_NAME -> skip(value, Field.KIND);
            case KIND -> field = Field.ADDRESS;
            case ADDRESS -> skip(value, Field.REPLY_ADDRESS);
            case REPLY_ADDRESS -> skip(value, Field.SENDER);
            case SENDER -> skip(value, Field.HEADERS);
            case HEADERS -> takeHeadersLength(value);
            case HEADER_COUNT -> takeHeaderCount(value);
            case HEADER_NAME -> skip(value, Field.HEADER_VALUE);
            case HEADER_VALUE -> takeHeaderValue(value);
            case BODY -> finish(value);
            case FAILURE_TEXT -> takeFailureText(value);
        }
    }

    private void begin(int bytes) {
        frameBytes = bytes;
        leftBytes = bytes;
        if (bytes >>> Short.SIZE == TLS_HANDSHAKE) {
            objection = "TLS, while this node's bus has none (cluster.tls.certificate)";
        } else if (bytes < FRAME_MIN_BYTES || bytes > frameMaxBytes) {
            objection = "a message of " + Integer.toUnsignedString(bytes) + " bytes, expected " + FRAME_MIN_BYTES
                    + " to " + frameMaxBytes + " (cluster.messageMaxBytes)";
        } else {
            field = Field.VERSION;
        }
    }

    private void takeVersion(int version) {
        if (version < 1 || version > VERSION_MAX) {
            objection = "version " + version + " of the bus's protocol, expected 1 to " + VERSION_MAX;
        }
        field = Field.CODEC;
    }

    private void takeCodec(int codecNumber) {
        var found = BusCodec.of(codecNumber);
        if (found.isEmpty()) {
            objection = "a body of kind " + codecNumber + ", which members do not send";
            return;
        }
        codec = found.get();
        field = codec == BusCodec.NAMED ? Field.CODEC_NAME : Field.KIND;
    }

    /** The length counts itself. */
    private void takeHeadersLength(int bytes) {
        int more = bytes - Integer.BYTES;
        leftAfterHeaders = leftBytes - more;
        if (more < 0 || leftAfterHeaders < 0) {
            objection = "headers of " + bytes + " bytes in a message of " + frameBytes;
        } else if (more == 0) {
            beginBody();
        } else {
            field = Field.HEADER_COUNT;
        }
    }

    private void takeHeaderCount(int count) {
        headers = count;
        if (count < 1 || count > (leftBytes - leftAfterHeaders) / HEADER_MIN_BYTES) {
            objection = count + " headers in a message of " + frameBytes + " bytes";
        }
        field = Field.HEADER_NAME;
    }

    private void takeHeaderValue(int bytes) {
        headers--;
        skip(bytes, Field.HEADER_NAME);
        if (objection == null && headers == 0) {
            if (leftBytes - bytes != leftAfterHeaders) {
                objection = "headers that are not as long as they say, in a message of " + frameBytes + " bytes";
                return;
            }
            beginBody();
        }
    }

    /** After what is still to be passed over. */
    private void beginBody() {
        int restBytes = leftBytes - skipBytes;
        switch (codec.bodyBytes()) {
            case BusCodec.Body.COUNTED -> field = Field.BODY;
            case BusCodec.Body.WHATEVER -> finish(restBytes);
            case BusCodec.Body.FAILURE -> {
                skipBytes += FAILURE_BYTES;
                field = Field.FAILURE_TEXT;
            }
            default -> finish(codec.bodyBytes());
        }
    }

    /** A failure has a text or none. */
    private void takeFailureText(int hasText) {
        if (hasText == 0) {
            finish(0);
        } else {
            field = Field.BODY;
        }
    }

    private void skip(int bytes, Field next) {
        if (bytes < 0 || bytes > leftBytes) {
            objection = "a part of " + Integer.toUnsignedString(bytes) + " bytes in a message of " + frameBytes;
            return;
        }
        skipBytes = bytes;
        field = next;
    }

    /** The last bytes of the frame. */
    private void finish(int bytes) {
        skipBytes += bytes;
        field = Field.FRAME;
        if (bytes < 0 || skipBytes != leftBytes) {
            objection = "a body that is not as long as it says, in a message of " + frameBytes + " bytes";
        } else if (skipBytes == 0) {
            messages++;
        }
    }
}
