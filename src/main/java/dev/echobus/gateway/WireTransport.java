package dev.echobus.gateway;

import dev.echobus.wire.Ending;
import dev.echobus.wire.LoopContext;
import dev.echobus.wire.VertxSockets;
import dev.echobus.wire.WebSocketSignal;
import dev.echobus.wire.WireChannel;
import dev.echobus.wire.WireFault;
import dev.echobus.wire.WireListener;
import io.netty.buffer.ByteBuf;
import io.vertx.core.net.NetSocket;
import org.jspecify.annotations.Nullable;

/** Carries a session's frames over a connection, marked as its {@link SessionFraming} has it. Event loop of both. */
final class WireTransport implements SessionTransport, WireListener {

    /** How long a client may take to read the last that it was sent. */
    private static final int LINGER_MS = 1_000;

    /**
     * Frames of one session that are served, or a tenth as many that are refused, before the loop's other connections have
     * their turn. Each costs a few microseconds, a turn given away another two system calls: who has 64 requests in flight
     * gives none away.
     */
    static final int FRAMES_A_TURN = 80;

    private final WireChannel wire;
    private final SessionFraming framing;
    private final Peer peer;
    private final LoopContext context;
    private final FrameScratch scratch;

    @SuppressWarnings("NullAway.Init") // Set by start, before anything is read.
    private Session session;

    private boolean isReadingPaused;
    private int framesOfTurn;

    /** What the transports of one event loop share. */
    record Loop(LoopContext context, FrameScratch scratch) {}

    /** Who is at the other end: its address, and the subject of the certificate that it showed, if it did. */
    record Peer(String remote, @Nullable String subject) {

        static Peer of(NetSocket socket) {
            return new Peer(
                    String.valueOf(socket.remoteAddress()),
                    VertxSockets.subjectOf(socket).orElse(null));
        }
    }

    WireTransport(WireChannel wire, SessionFraming framing, Peer peer, Loop loop) {
        this.wire = wire;
        this.framing = framing;
        this.peer = peer;
        context = loop.context();
        scratch = loop.scratch();
    }

    /** Begins to read frames for the session. */
    void start(Session itsSession) {
        session = itsSession;
        wire.start(this);
        ByteBuf opening = framing.opening(wire.output().allocator());
        if (opening != null) {
            wire.output().write(opening);
        }
    }

    @Override
    public String remote() {
        return peer.remote();
    }

    @Override
    public @Nullable String subject() {
        return peer.subject();
    }

    @Override
    public void write(byte[] frame, int length) {
        wire.output().write(framing.marked(wire.output().allocator(), frame, length));
        if (isWriteQueueFull()) {
            // Before others are written the same: what the socket takes now lies in no buffer until the turn ends.
            wire.output().flush();
            wire.held().count();
        }
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
        return !isReadingPaused && wire.input().unfinishedBytes() > 0;
    }

    @Override
    public void countWaiting(long moreBytes) {
        wire.held().keep(moreBytes);
    }

    @Override
    public long heldBytes() {
        return wire.held().untakenBytes();
    }

    @Override
    public void close(@Nullable GatewayError why) {
        boolean isMemoryWanted = why == GatewayError.OUT_OF_MEMORY;
        if (isMemoryWanted && isWriteQueueFull()) {
            wire.close();
        } else {
            ByteBuf closing = framing.closing(wire.output().allocator(), why);
            if (closing != null) {
                wire.output().write(closing);
            }
            wire.end(Ending.lingering(LINGER_MS));
        }
        if (isMemoryWanted) {
            wire.dropUnfinished();
        }
    }

    @Override
    public void sweep() {
        wire.sweep();
    }

    @Override
    public void onFrame(ByteBuf frame) {
        int headBytes = framing.headBytes();
        int length = frame.readableBytes() - headBytes;
        byte[] bytes = scratch.of(length);
        frame.getBytes(frame.readerIndex() + headBytes, bytes, 0, length);
        frame.release();
        context.run(() -> framesOfTurn += framing.take(bytes, length, session));
        if (framesOfTurn >= FRAMES_A_TURN) {
            framesOfTurn = 0;
            wire.yieldTurn();
        }
    }

    @Override
    public void onReadEnd() {
        framesOfTurn = 0;
    }

    @Override
    public void onSignal(WebSocketSignal signal) {
        context.run(() -> {
            switch (signal) {
                case PING -> session.ends().moved();
                case CLOSE -> session.ends().onClientClosing();
                case MALFORMED -> session.ends().end(GatewayError.PROTOCOL_ERROR);
            }
        });
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
