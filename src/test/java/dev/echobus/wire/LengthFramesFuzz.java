package dev.echobus.wire;

import dev.echobus.common.FramingKind;
import dev.echobus.common.FramingSpec;

/** Fuzz target: frames of the gateway over TCP, a length of four bytes before each. */
public final class LengthFramesFuzz {

    private static final FrameCodec CODEC =
            FrameCodec.of(new FramingSpec(FramingKind.LENGTH, Integer.BYTES), StreamFuzz.messageMaxBytes());

    private LengthFramesFuzz() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        StreamFuzz.check(CODEC, input);
    }
}
