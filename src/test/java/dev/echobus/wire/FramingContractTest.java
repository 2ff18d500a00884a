package dev.echobus.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.common.FramingKind;
import dev.echobus.common.FramingSpec;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The framings, each held to {@link FramingContract}. */
class FramingContractTest {

    private static final int MESSAGE_MAX_BYTES = 3_000;

    @Nested
    class Raw implements FramingContract {

        @Override
        public FrameCodec codec() {
            return FrameCodec.of(new FramingSpec(FramingKind.RAW, 4), MESSAGE_MAX_BYTES);
        }

        @Override
        public String onWire(String payload) {
            return payload;
        }

        @Override
        public int shortestBytes() {
            return 1;
        }

        @Override
        public int longestBytes() {
            return MESSAGE_MAX_BYTES;
        }

        @Override
        public List<String> meaning(List<String> frames) {
            return List.of(String.join("", frames));
        }

        @Test
        void anEmptyMessageIsObjectedTo() {
            assertThat(codec().objection(Unpooled.EMPTY_BUFFER)).isPresent();
        }
    }

    @Nested
    class Line implements FramingContract.Bounded {

        @Override
        public FrameCodec codec() {
            return FrameCodec.of(new FramingSpec(FramingKind.LINE, 4), MESSAGE_MAX_BYTES);
        }

        @Override
        public String onWire(String payload) {
            return payload + "\n";
        }

        @Override
        public int longestBytes() {
            return MESSAGE_MAX_BYTES;
        }
    }

    @Nested
    class Length1 extends Length {
        Length1() {
            super(1, 200);
        }
    }

    @Nested
    class Length2 extends Length {
        Length2() {
            super(2, MESSAGE_MAX_BYTES);
        }
    }

    @Nested
    class Length4 extends Length {
        Length4() {
            super(4, MESSAGE_MAX_BYTES);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 255", "2, 65535"})
    void whatTheLengthFieldCannotSayIsTooLong(int fieldBytes, int widestBytes) {
        FrameCodec codec = FrameCodec.of(new FramingSpec(FramingKind.LENGTH, fieldBytes), Integer.MAX_VALUE);
        assertThat(codec.objection(Unpooled.wrappedBuffer(new byte[widestBytes])))
                .isEmpty();
        assertThat(codec.objection(Unpooled.wrappedBuffer(new byte[widestBytes + 1])))
                .isPresent();
    }

    private abstract static class Length implements FramingContract.Bounded {

        private final int fieldBytes;
        private final int longestBytes;

        Length(int fieldBytes, int longestBytes) {
            this.fieldBytes = fieldBytes;
            this.longestBytes = longestBytes;
        }

        @Override
        public FrameCodec codec() {
            return FrameCodec.of(new FramingSpec(FramingKind.LENGTH, fieldBytes), longestBytes);
        }

        @Override
        public String onWire(String payload) {
            var length = new StringBuilder();
            for (int shift = 8 * (fieldBytes - 1); shift >= 0; shift -= 8) {
                length.append((char) (payload.length() >> shift & 0xff));
            }
            return length + payload;
        }

        @Override
        public int longestBytes() {
            return longestBytes;
        }
    }
}
