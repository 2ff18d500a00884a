package dev.echobus.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * What a decoder makes of any bytes: the same however they are cut and wherever its reader pauses, in memory that follows
 * what came and not what was announced. The first byte of the input chooses cuts and pauses.
 */
final class StreamFuzz {

    private static final int MESSAGE_MAX_BYTES = 1_024;

    /** Netty collects what is unfinished in a buffer that doubles, from this on. */
    private static final int COLLECTED_MIN_BYTES = 4_096;

    private static final int WORST_FACTOR = 4;

    private StreamFuzz() {}

    /** What came of a stream. */
    private record Outcome(List<String> frames, List<WireFault.Kind> faults, boolean isInputClosed) {}

    static void check(FrameCodec codec, byte[] input) {
        if (input.length == 0) {
            return;
        }
        byte[] stream = Arrays.copyOfRange(input, 1, input.length);
        Outcome whole = run(codec, stream, null);
        assertThat(run(codec, stream, new Random(input[0]))).isEqualTo(whole);
        assertThat(whole.frames()).allMatch(frame -> frame.length() <= MESSAGE_MAX_BYTES + Integer.BYTES);
        assertThat(whole.isInputClosed() || !whole.faults().isEmpty())
                .as("the end is told, or what was wrong before it")
                .isTrue();
    }

    static int messageMaxBytes() {
        return MESSAGE_MAX_BYTES;
    }

    private static Outcome run(FrameCodec codec, byte[] stream, Random random) {
        var wire = new WireUnderTest(codec, () -> random != null && random.nextInt(4) == 0);
        int at = 0;
        while (at < stream.length) {
            int end = random == null ? stream.length : Math.min(stream.length, at + 1 + random.nextInt(7));
            wire.read(Arrays.copyOfRange(stream, at, end));
            at = end;
            resume(wire);
            assertThat(wire.allocator().metric().usedDirectMemory())
                    .as("bytes held after %d came", at)
                    .isLessThanOrEqualTo((long) WORST_FACTOR * at + COLLECTED_MIN_BYTES);
        }
        wire.closeInput();
        resume(wire);
        // After a fault its listener ends the connection: what else is told then is not of interest.
        var faults = wire.faults().stream().limit(1).toList();
        var outcome = new Outcome(List.copyOf(wire.frames()), faults, faults.isEmpty() && wire.isInputClosed());
        wire.assertNothingIsHeld();
        return outcome;
    }

    private static void resume(WireUnderTest wire) {
        while (wire.isPaused()) {
            wire.resume();
        }
    }
}
