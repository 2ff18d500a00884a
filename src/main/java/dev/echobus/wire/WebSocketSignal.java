package dev.echobus.wire;

/** What comes on a WebSocket beside messages. */
public enum WebSocketSignal {
    /** The peer looks whether we are there; it has been answered. */
    PING,
    /** The peer closes: it takes no more messages, and waits for our own closing frame. */
    CLOSE,
    /** What came is not as RFC 6455 has it; nothing after it is read. */
    MALFORMED
}
