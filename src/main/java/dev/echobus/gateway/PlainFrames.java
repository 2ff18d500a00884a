package dev.echobus.gateway;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads the frames that nearly all are, without a parser of JSON: an object of members that are known, each a text without
 * escapes, or headers with nothing in them. Whatever else there is, is for the parser, which alone tells what is wrong.
 * Keeps nothing of the bytes. Event loop only.
 */
final class PlainFrames {

    private static final byte[] NOTHING = {};

    private byte[] bytes = NOTHING;
    private int length;

    /** Where the next byte is that was not read. */
    private int at;

    /** The members of the frame of so many bytes from the start, which must be UTF-8; null when it takes a parser. */
    @Nullable
    FrameFields read(byte[] frame, int frameLength) {
        bytes = frame;
        length = frameLength;
        at = 0;
        var fields = new FrameFields();
        boolean isPlain = has('{') && hasMembers(fields) && has('}') && isEnd();
        bytes = NOTHING;
        return isPlain ? fields : null;
    }

    private boolean hasMembers(FrameFields fields) {
        do {
            int from = textStart();
            FrameMember member = from < 0 ? null : FrameMember.of(bytes, from, at - 1);
            if (member == null || !has(':') || !hasValue(member, fields)) {
                return false;
            }
        } while (has(','));
        return true;
    }

    private boolean hasValue(FrameMember member, FrameFields fields) {
        if (member == FrameMember.HEADERS) {
            fields.take(member, null);
            return has('{') && has('}');
        }
        int from = textStart();
        if (from < 0) {
            return false;
        }
        fields.take(member, new String(bytes, from, at - 1 - from, StandardCharsets.UTF_8));
        return true;
    }

    /** Passes over a text without escapes, and its quotes: where its first character is; less than 0 when there is none. */
    private int textStart() {
        if (!has('"')) {
            return -1;
        }
        int from = at;
        int end = ByteScan.notPlain(bytes, from, length);
        at = end + 1;
        return end < length && bytes[end] == '"' ? from : -1;
    }

    /** Passes over white space and then this byte, if it is the next. */
    private boolean has(char wanted) {
        passSpace();
        boolean isNext = at < length && bytes[at] == wanted;
        if (isNext) {
            at++;
        }
        return isNext;
    }

    private boolean isEnd() {
        passSpace();
        return at == length;
    }

    private void passSpace() {
        while (at < length && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t')) {
            at++;
        }
    }
}
