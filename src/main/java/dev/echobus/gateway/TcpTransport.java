package dev.echobus.gateway;

import dev.echobus.wire.Ending;
import dev.echobus.wire.LoopContext;
import dev.echobus.wire.WireChannel;
import dev.echobus.wire.WireFault;
import dev.echobus.wire.WireListener;
import io.netty.buffer.ByteBuf;

/**
 * Frames on a TCP connection, as Vert.x's TCP event-bus bridge has them: a length of four bytes, big-endian, then so many
 * bytes of JSON. Event loop of the connection.
 */
final class TcpTransport implements SessionTransport, WireListener {

    private static final int LENGTH_BYTES = Integer.BYTES;

    /** How long a client may take to read the last that it was sent. */
    private static final int LINGER_MS = 1_000;

    private final WireChannel wire;
    private final String remote;
    private final LoopContext context;
    private final FrameScratch scratch;

    @SuppressWarnings("NullAway.Init") // Set by start, before anything is read.
    private Session session;

    private boolean isReadingPaused;

    TcpTransport(WireChannel wire, String remote, LoopContext context, FrameScratch scratch) {
        this.wire = wire;
        this.remote = remote;
        this.context = context;
        this.scratch = scratch;
    }

    /** Begins to read frames for the session. */
    void start(Session itsSession) {
        session = itsSession;
        wire.start(this);
    }

    @Override
    public String remote() {
        return remote;
    }

    @Override
    public void write(byte[] frame, int length) {
        ByteBuf bytes = wire.output().allocator().directBuffer(LENGTH_BYTES + length);
        wire.output().write(bytes.writeInt(length).writeBytes(frame, 0, length));
    }

    @Override
    public boolean isWriteQueueFull() {
        return !wire.output().isWritable();
    }

    @Override
    public void pauseReading() {
        isReadingPaused = true;
        wire.pause();
    }

    @Override
    public void resumeReading() {
        isReadingPaused = false;
        wire.resume();
    }

    @Override
    public boolean isInFrame() {
        return !isReadingPaused && wire.input().receivedBytes() > wire.input().messageBytes();
    }

    @Override
    public void close() {
        wire.end(Ending.lingering(LINGER_MS));
    }

    @Override
    public void sweep() {
        wire.sweep();
    }

    @Override
    public void onFrame(ByteBuf frame) {
        int length = frame.readableBytes() - LENGTH_BYTES;
        byte[] bytes = scratch.of(length);
        frame.getBytes(frame.readerIndex() + LENGTH_BYTES, bytes, 0, length);
        frame.release();
        context.run(() -> session.onFrame(bytes, length));
    }

    @Override
    public void onInputClosed() {
        context.run(() -> session.ends().onInputEnded());
    }

    @Override
    public void onWritabilityChanged(boolean isWritable) {
        if (isWritable) {
            context.run(session::onWritable);
        }
    }

    @Override
    public void onFault(WireFault fault) {
        switch (fault.kind()) {
            case MESSAGE_TOO_LARGE -> context.run(() -> session.ends().end(GatewayError.FRAME_TOO_LARGE));
            case MESSAGE_TRUNCATED -> context.run(() -> session.ends().onInputEnded());
            case INTERNAL -> context.run(() -> session.ends().end(GatewayError.INTERNAL));
            case CONNECTION_BROKEN, OUT_OF_MEMORY -> {
                // It closes by itself.
            }
        }
    }

    @Override
    public void onClosed() {
        context.run(() -> session.ends().onClosed());
    }
}
