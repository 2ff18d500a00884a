package dev.echobus.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a peer's bytes are shown: escaped, and cut. */
class PayloadTextTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "6869      | 2 | \"hi\"",
                "6869      | 1 | \"h\"... (2 bytes)",
                "0a0d095c22| 9 | \"\\n\\r\\t\\\\\\\"\"",
                "001b7fff  | 9 | \"\\x00\\x1b\\x7f\\xff\"",
                "207e      | 9 | \" ~\""
            })
    void bytesAreShownSafely(String hex, int maxBytes, String expected) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        assertThat(PayloadText.of(Unpooled.wrappedBuffer(bytes), maxBytes)).isEqualTo(expected);
    }
}
