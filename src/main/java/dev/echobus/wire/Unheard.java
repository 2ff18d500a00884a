package dev.echobus.wire;

import io.netty.buffer.ByteBuf;

/** Stands for the listener that a connection does not have yet. Holds nothing. */
enum Unheard implements WireListener {
    INSTANCE;

    @Override
    public void onFrame(ByteBuf frame) {
        frame.release();
    }

    @Override
    public void onInputClosed() {
        // Nobody has to answer.
    }

    @Override
    public void onWritabilityChanged(boolean isWritable) {
        // Nobody writes.
    }

    @Override
    public void onFault(WireFault fault) {
        // A broken connection closes by itself.
    }

    @Override
    public void onClosed() {
        // Nobody waits for it.
    }
}
