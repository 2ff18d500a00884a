package dev.echobus.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ByteScanTest {

    /** Two words and a bit more. */
    private static final int LENGTH = 2 * Long.BYTES + 3;

    private interface Scan {
        int of(byte[] bytes, int from, int end);
    }

    @Test
    void whatIsNoAsciiIsFoundWhereverItIs() {
        for (int value = Byte.MIN_VALUE; value <= Byte.MAX_VALUE; value++) {
            assertFinds((byte) value, value < 0, ByteScan::notAscii);
        }
    }

    @Test
    void whatJsonEscapesIsFoundWhereverItIs() {
        for (int value = Byte.MIN_VALUE; value <= Byte.MAX_VALUE; value++) {
            boolean isEscaped = value >= 0 && value < ' ' || value == '"' || value == '\\';
            assertFinds((byte) value, isEscaped, ByteScan::notPlain);
        }
    }

    @Test
    void oneByteIsFoundWhereverItIs() {
        for (int value = Byte.MIN_VALUE; value <= Byte.MAX_VALUE; value++) {
            assertFinds((byte) value, value == '?', (bytes, from, end) -> ByteScan.find((byte) '?', bytes, from, end));
        }
    }

    /** Among letters, from each byte on, up to each end: what is found, and what is not. */
    private static void assertFinds(byte value, boolean isWanted, Scan scan) {
        for (int at = 0; at < LENGTH; at++) {
            byte[] bytes = "x".repeat(LENGTH).getBytes(StandardCharsets.US_ASCII);
            bytes[at] = value;
            for (int from = 0; from <= LENGTH; from++) {
                boolean isAhead = isWanted && from <= at;
                assertThat(scan.of(bytes, from, LENGTH)).isEqualTo(isAhead ? at : LENGTH);
                assertThat(scan.of(bytes, Math.min(from, at), at)).isEqualTo(at);
            }
        }
    }

    /** A byte before it must not hide one, nor one after it seem one: borrows of a subtraction go upwards. */
    @Test
    void neighboursDoNotMatter() {
        for (int neighbour = Byte.MIN_VALUE; neighbour <= Byte.MAX_VALUE; neighbour++) {
            byte[] bytes = new byte[LENGTH];
            Arrays.fill(bytes, (byte) neighbour);
            boolean isEscaped = neighbour >= 0 && neighbour < ' ' || neighbour == '"' || neighbour == '\\';
            assertThat(ByteScan.notPlain(bytes, 0, LENGTH)).isEqualTo(isEscaped ? 0 : LENGTH);
            assertThat(ByteScan.notAscii(bytes, 0, LENGTH)).isEqualTo(neighbour < 0 ? 0 : LENGTH);
            bytes[Long.BYTES + 1] = '"';
            assertThat(ByteScan.notPlain(bytes, 0, LENGTH)).isEqualTo(isEscaped ? 0 : Long.BYTES + 1);
        }
    }
}
