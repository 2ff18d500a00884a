package dev.echobus.gateway;

/** Whether bytes are UTF-8, as RFC 3629 has it: no overlong forms, no surrogates. Parsers of JSON take more than that. */
final class Utf8 {

    private Utf8() {}

    /** True when so many bytes from the start are UTF-8. */
    static boolean isValid(byte[] bytes, int length) {
        int index = ByteScan.notAscii(bytes, 0, length);
        while (index < length) {
            int more = continuationBytes(bytes, index, length);
            if (more == 0) {
                return false;
            }
            index = ByteScan.notAscii(bytes, index + 1 + more, length);
        }
        return true;
    }

    /** True when a parser of JSON would take it for UTF-16 or UTF-32: there is a NUL among the first four bytes. */
    static boolean looksLikeAnother(byte[] bytes, int length) {
        for (int index = 0; index < Math.min(length, Integer.BYTES); index++) {
            if (bytes[index] == 0) {
                return true;
            }
        }
        return false;
    }

    /** How many bytes continue the one at the index; 0 when they are not what must follow it. */
    private static int continuationBytes(byte[] bytes, int index, int length) {
        int lead = bytes[index] & 0xff;
        int more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
        if (lead < 0xc2 || lead > 0xf4 || index + more >= length) {
            return 0;
        }
        int second = bytes[index + 1] & 0xff;
        int lowest = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
        int highest = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
        if (second < lowest || second > highest) {
            return 0;
        }
        for (int at = 2; at <= more; at++) {
            if ((bytes[index + at] & 0xc0) != 0x80) {
                return 0;
            }
        }
        return more;
    }
}
