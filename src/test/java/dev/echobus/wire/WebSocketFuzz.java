package dev.echobus.wire;

/** Fuzz target: frames of a WebSocket's client. */
public final class WebSocketFuzz {

    private static final FrameCodec CODEC = new WebSocketCodec(StreamFuzz.messageMaxBytes());

    private WebSocketFuzz() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        StreamFuzz.check(CODEC, input);
    }
}
