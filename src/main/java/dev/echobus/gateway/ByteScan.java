package dev.echobus.gateway;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Looks through bytes eight at a time, as a frame of 64 KiB byte by byte holds its event loop for 0.1 ms. Each method
 * returns where the first byte is that it looks for, or the end.
 */
final class ByteScan {

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

    private ByteScan() {}

    /** Looks for what is no ASCII. */
    static int notAscii(byte[] bytes, int from, int end) {
        int index = from;
        while (index <= end - Long.BYTES && (word(bytes, index) & HIGH_BITS) == 0) {
            index += Long.BYTES;
        }
        while (index < end && bytes[index] >= 0) {
            index++;
        }
        return index;
    }

    /** Looks for what a string of JSON has only escaped: a quote, a backslash, a control character. */
    static int notPlain(byte[] bytes, int from, int end) {
        int index = from;
        while (index <= end - Long.BYTES && !hasOther(word(bytes, index))) {
            index += Long.BYTES;
        }
        while (index < end && isPlain(bytes[index])) {
            index++;
        }
        return index;
    }

    /** Looks for this one. */
    static int find(byte wanted, byte[] bytes, int from, int end) {
        int index = from;
        while (index <= end - Long.BYTES && zeroes(word(bytes, index) ^ (wanted * ONES)) == 0) {
            index += Long.BYTES;
        }
        while (index < end && bytes[index] != wanted) {
            index++;
        }
        return index;
    }

    private static boolean isPlain(byte character) {
        return character != '"' && character != '\\' && (character >= ' ' || character < 0);
    }

    private static boolean hasOther(long word) {
        long below = (word - ' ' * ONES) & ~word & HIGH_BITS;
        return (below | zeroes(word ^ ('"' * ONES)) | zeroes(word ^ ('\\' * ONES))) != 0;
    }

    /** Other than 0 when one of the eight bytes is 0. */
    private static long zeroes(long word) {
        return (word - ONES) & ~word & HIGH_BITS;
    }

    private static long word(byte[] bytes, int index) {
        return (long) WORDS.get(bytes, index);
    }
}
