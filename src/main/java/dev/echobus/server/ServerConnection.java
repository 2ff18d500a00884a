package dev.echobus.server;

import dev.echobus.bus.ConnectionEvent.Peer;
import dev.echobus.config.NodeLimits;
import dev.echobus.responder.ReplySink;
import dev.echobus.responder.Responder;
import dev.echobus.server.rate.ConnectionRates;
import dev.echobus.server.rate.LoopRates;
import dev.echobus.wire.FrameCodec;
import dev.echobus.wire.WireChannel;
import dev.echobus.wire.WireFault;
import dev.echobus.wire.WireListener;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One socket of the server and its life: open, draining, closed. Lives on the event loop of its verticle. Bounded by the
 * write watermarks and by the responder: over either, reading pauses and the peer waits.
 */
final class ServerConnection implements WireListener, ReplySink {

    private static final String CLOSED_BY_PEER = "closed by the peer";

    /** Where a connection is in its life; it only ever moves down this list. */
    private enum Life {
        OPEN,
        DRAINING,
        CLOSED
    }

    private final ServerContext context;
    private final FrameCodec codec;
    private final Peer peer;
    private final ConnectionLog log;
    private final WireChannel wire;
    private final Responder responder;
    private final ConnectionPresence presence;
    private final ConnectionMeter meter;
    private final TimeLimits timeLimits;
    private final Consumer<ServerConnection> onClosed;
    private final ConnectionRates rates;
    private final boolean mayBeOwn;
    private Life life = Life.OPEN;
    private @Nullable String closeReason;

    /**
     * @param responder answers the messages
     * @param onClosed told once, when the socket is closed
     */
    ServerConnection(Origin origin, WireChannel wire, Responder responder, Consumer<ServerConnection> onClosed) {
        this.context = origin.context();
        this.codec = origin.codec();
        this.peer = origin.peer();
        mayBeOwn = context.ownConnections().isConnecting();
        log = new ConnectionLog(peer);
        this.wire = wire;
        this.onClosed = onClosed;
        meter = new ConnectionMeter(wire, context.stats());
        timeLimits = new TimeLimits(meter, System.nanoTime());
        this.presence = new ConnectionPresence(this, context);
        this.rates = new ConnectionRates(origin.rates(), this::updateReading);
        this.responder = responder;
    }

    /** Whose connection this is, of which server, how its bytes are cut, and the limits on its loop. */
    record Origin(ServerContext context, FrameCodec codec, Peer peer, LoopRates rates) {}

    /** Tells the log and the bus that the connection is there. */
    void announce() {
        log.accepted();
        presence.open();
    }

    /** True when the peer is a client of this node; also while that is not known yet. */
    boolean isOwn() {
        var own = context.ownConnections();
        return own.contains(peer.remote()) || (mayBeOwn && own.isConnecting());
    }

    Peer peer() {
        return peer;
    }

    WireChannel wire() {
        return wire;
    }

    @Override
    public void reply(ByteBuf frame) {
        meter.wrote(frame.readableBytes());
        wire.write(frame);
        finishAfterOne();
    }

    @Override
    public void replyPrefixed(byte[] prefix, ByteBuf frame) {
        meter.wrote(wire.writePrefixed(prefix, frame));
        finishAfterOne();
    }

    @Override
    public ByteBufAllocator allocator() {
        return wire.allocator();
    }

    private void finishAfterOne() {
        if (context.live().limits().once()) {
            finish("answered once");
        }
    }

    @Override
    public void answered() {
        updateReading();
        finishIfInputIsDone();
        if (closeReason != null && responder.inFlight() == 0) {
            finish(closeReason);
        }
    }

    /** Writes bytes that did not come from the peer; false, with nothing written, when the peer is not reading. */
    boolean offer(ByteBuf bytes) {
        if (life == Life.CLOSED || !wire.isWritable()) {
            bytes.release();
            return false;
        }
        meter.wrote(bytes.readableBytes());
        wire.write(bytes);
        return true;
    }

    @Override
    public void fail(String reason) {
        if (closeReason == null) {
            log.closing(reason);
        }
        finish(reason);
    }

    /**
     * No longer waits for the peer to end: closes once the peer has been quiet and nothing is owed. A client of this node
     * is waited for, as it has a drain of its own.
     */
    void drain() {
        if (life == Life.OPEN && !isOwn()) {
            life = Life.DRAINING;
            timeLimits.restartQuiet(System.nanoTime());
        }
    }

    /** Looks whether a time limit has passed. Called a few times a second by the verticle. */
    void sweep(long nowNanos) {
        meter.count();
        wire.look();
        if (life == Life.CLOSED) {
            return;
        }
        NodeLimits settings = context.live().limits();
        timeLimits.look(nowNanos, settings);
        limitUnfinished(nowNanos);
        String stuck = timeLimits.stuck(nowNanos, settings).orElse(null);
        if (stuck != null) {
            log.closing(stuck);
            closeReason = stuck;
            wire.close();
        } else if (life == Life.DRAINING
                && timeLimits.quietMs(nowNanos) >= settings.drainQuietMs()
                && responder.inFlight() == 0
                && wire.unsentBytes() == 0) {
            closeReason = closeReason == null ? "drained" : closeReason;
            wire.gracefulClose().acknowledged(settings.lingerTimeoutMs());
        } else {
            timeLimits.lazy(nowNanos, settings).ifPresent(this::finish);
        }
    }

    @Override
    public void onFrame(ByteBuf frame) {
        if (closeReason != null) {
            frame.release();
            return;
        }
        meter.received(frame.readableBytes());
        rates.received(frame.readableBytes());
        log.received(frame, context.live().log());
        presence.received(frame, codec);
        responder.respond(frame, this);
        if (responder.isFull() || rates.isHeld()) {
            wire.pause();
        }
    }

    /** Lines that only have to come back, and that nothing else looks at, are answered together. */
    @Override
    public void onLines(ByteBuf input) {
        byte[] prefix = responder.echoPrefix();
        if (prefix != null && closeReason == null && !isEachMessageTold()) {
            int before = input.readableBytes();
            int lines = wire.echoLines(prefix, input);
            int bytes = before - input.readableBytes();
            meter.received(lines, bytes);
            meter.wrote(bytes + lines * prefix.length);
        }
    }

    private boolean isEachMessageTold() {
        return rates.areLimited()
                || presence.publishesMessages()
                || context.live().limits().once()
                || ConnectionLog.tellsMessages(context.live().log());
    }

    @Override
    public void onInputClosed() {
        finishIfInputIsDone();
    }

    @Override
    public void onWritabilityChanged(boolean isWritable) {
        updateReading();
    }

    @Override
    public void onFault(WireFault fault) {
        switch (fault.kind()) {
            case CONNECTION_BROKEN -> closeReason = closeReason == null ? fault.detail() : closeReason;
            case MESSAGE_TOO_LARGE ->
                failAfterReplies("MESSAGE_TOO_LARGE: " + fault.detail() + " (server.messageMaxBytes)");
            case MESSAGE_TRUNCATED, INTERNAL -> failAfterReplies(fault.kind() + ": " + fault.detail());
        }
    }

    @Override
    public void onClosed() {
        boolean wasDraining = life == Life.DRAINING;
        life = Life.CLOSED;
        rates.close();
        responder.release();
        if (wasDraining && (closeReason == null || wire.gracefulClose().isUnacknowledged())) {
            closeReason = "cut: the drain took too long";
            context.stats().cut(meter.lastUnsentBytes());
        }
        closeReason = closeReason == null ? CLOSED_BY_PEER : closeReason;
        log.closed(closeReason, meter.traffic());
        meter.count();
        presence.close(closeReason, meter.traffic());
        onClosed.accept(this);
    }

    /** A connection that is held for its rate is not quiet: nobody knows what its peer would send. */
    private void limitUnfinished(long nowNanos) {
        if (rates.isHeld()) {
            timeLimits.restartQuiet(nowNanos);
        } else if (!wire.isPaused()) {
            rates.unfinished(meter.receivedBytes() - meter.messageBytes());
        }
    }

    private void updateReading() {
        boolean mayRead = !responder.isFull() && !rates.isHeld();
        if (mayRead && !wire.isWritable()) {
            wire.flush();
        }
        if (mayRead && wire.isWritable()) {
            wire.resume();
        } else {
            wire.pause();
        }
    }

    private void finishIfInputIsDone() {
        if (wire.isInputClosed() && responder.inFlight() == 0) {
            closeReason = closeReason == null ? CLOSED_BY_PEER : closeReason;
            if (life == Life.DRAINING) {
                wire.gracefulClose().acknowledged(context.live().limits().lingerTimeoutMs());
            } else {
                wire.gracefulClose().afterFlush();
            }
        }
    }

    /** Closes the connection for a fault of the peer's input: takes no more of it, and first answers what came before. */
    private void failAfterReplies(String reason) {
        if (responder.inFlight() == 0) {
            fail(reason);
        } else if (closeReason == null) {
            log.closing(reason);
            closeReason = reason;
        }
    }

    private void finish(String reason) {
        if (closeReason == null) {
            closeReason = reason;
        }
        wire.gracefulClose().lingering(context.live().limits().lingerTimeoutMs());
    }
}
