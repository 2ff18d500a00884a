package dev.echobus.wire;

import io.netty.buffer.ByteBuf;

/** What a connection learns from its {@link WireChannel}. All methods are called on the connection's event loop. */
public interface WireListener {

    /** A frame arrived; the listener owns its reference. */
    void onFrame(ByteBuf frame);

    /** All that could be read at once has been handed on, and what was written meanwhile given to the system. */
    default void onReadEnd() {}

    /** The peer has closed its side and every frame it sent has been handed on. The other direction is still open. */
    void onInputClosed();

    /** Something came on a WebSocket beside messages, in its place among them. */
    default void onSignal(WebSocketSignal signal) {}

    /** The unsent bytes crossed a watermark. */
    void onWritabilityChanged(boolean isWritable);

    /**
     * The connection has a fault. After {@link WireFault.Kind#CONNECTION_BROKEN} it closes by itself; otherwise the
     * listener decides.
     */
    void onFault(WireFault fault);

    /** The socket is closed; called once, last. */
    void onClosed();
}
