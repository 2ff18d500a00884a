package dev.echobus.server;

import dev.echobus.bus.CloseCode;
import dev.echobus.bus.CloseReason;
import dev.echobus.bus.ConnectionEvent.Peer;
import dev.echobus.config.NodeLimits;
import dev.echobus.metric.ConnectionSnapshot;
import dev.echobus.responder.EchoResponder;
import dev.echobus.responder.ReplySink;
import dev.echobus.responder.Responder;
import dev.echobus.server.ConnectionLife.Action;
import dev.echobus.server.ConnectionLife.State;
import dev.echobus.server.rate.ConnectionRates;
import dev.echobus.wire.FrameCodec;
import dev.echobus.wire.LoopRelief;
import dev.echobus.wire.Output;
import dev.echobus.wire.WireChannel;
import dev.echobus.wire.WireFault;
import dev.echobus.wire.WireListener;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One socket of the server: passes messages to its observers and its responder, replies to the socket, and does what its
 * {@link ConnectionLife} asks. Lives on the event loop of its verticle. Bounded by the write watermarks and by the
 * responder: over either, reading pauses and the peer waits.
 */
final class ServerConnection implements WireListener, ReplySink {

    private final ServerContext context;
    private final Peer peer;
    private final FrameCodec codec;
    private final WireChannel wire;
    private final Output output;
    private final Responder responder;
    private final Consumer<ServerConnection> onClosed;
    private final ConnectionLog log;
    private final ConnectionPresence presence;
    private final ConnectionMeter meter;
    private final TimeLimits timeLimits;
    private final ConnectionRates rates;
    private final ReadGate reading;
    private final @Nullable ServiceTime serviceTime;
    private final ConnectionLife life = new ConnectionLife();
    private final boolean mayBeOwn;

    private MessageObserver[] observers = {};
    /** Once the drain's time is nearly over. */
    private @Nullable LastCall lastCall;

    /** @param onClosed runs once, when the socket is closed */
    ServerConnection(Origin origin, WireChannel wire, Responder responder, Consumer<ServerConnection> onClosed) {
        context = origin.context();
        peer = origin.peer();
        codec = origin.codec();
        this.wire = wire;
        output = wire.output();
        this.responder = responder;
        this.onClosed = onClosed;
        log = new ConnectionLog(peer, context.live(), context.tracing());
        presence = new ConnectionPresence(peer, context);
        meter = new ConnectionMeter(wire, origin.counts().stats());
        timeLimits = new TimeLimits(meter, System.nanoTime());
        rates = new ConnectionRates(origin.rates(), this::updateReading);
        reading = new ReadGate(wire, responder, rates, origin.counts().stats());
        serviceTime = responder.answersAtOnce()
                ? new ServiceTime(origin.counts().loop().serviceTime(), wire)
                : null;
        mayBeOwn = context.ownConnections().isConnecting();
    }

    /** Begins to take messages, and lets the log and the bus know that the connection is there. */
    void start(Watching watching) {
        log.accepted();
        presence.open(this::offer);
        watch(watching);
        wire.start(this);
    }

    /** Has its messages seen by these observers from now on. */
    void watch(Watching watching) {
        observers = watching.choose(
                this::charge,
                frame -> log.received(frame, context.live().log()),
                frame -> presence.received(frame, codec));
        boolean isUnseen = observers.length == 0 && !watching.isOnce();
        wire.echoLines(isUnseen && responder instanceof EchoResponder echo ? echo.prefix() : null);
    }

    /** What it is and has done. */
    ConnectionSnapshot snapshot(long nowNanos) {
        return meter.snapshot(peer, life.state(), timeLimits, nowNanos);
    }

    String id() {
        return peer.connection();
    }

    /** True when the peer is a client of this node; also while that is not known yet. */
    boolean isOwn() {
        var own = context.ownConnections();
        return own.contains(peer.remote()) || (mayBeOwn && own.isConnecting());
    }

    @Override
    public void reply(ByteBuf frame) {
        output.write(frame);
        endAfterOne();
    }

    @Override
    public void replyPrefixed(byte[] prefix, ByteBuf frame) {
        output.writePrefixed(prefix, frame);
        endAfterOne();
    }

    private void endAfterOne() {
        if (context.live().limits().once()) {
            end(CloseReason.of(CloseCode.ANSWERED_ONCE));
        }
    }

    @Override
    public void answered() {
        updateReading();
        if (responder.inFlight() == 0) {
            act(life.repliesWritten());
            onAnswered();
        }
    }

    @Override
    public ByteBufAllocator allocator() {
        return output.allocator();
    }

    /** Writes bytes that did not come from the peer; false, with nothing written, when the peer is not reading. */
    boolean offer(ByteBuf bytes) {
        if (!life.takesOffers() || !output.isWritable()) {
            bytes.release();
            return false;
        }
        output.write(bytes);
        return true;
    }

    /** The one way to end the connection; what its peer gets before that goes by the reason's code. */
    @Override
    public void end(CloseReason reason) {
        CloseReason before = life.reason();
        Action action = life.end(reason, responder.inFlight() > 0);
        CloseReason now = life.reason();
        if (now != null && !now.equals(before) && !now.code().isOrderly()) {
            log.closing(now);
        }
        act(action);
    }

    /** What it holds in buffers, and whether its peer has for a while neither taken any of it nor ended a message. */
    LoopRelief.Holder holder(long nowNanos) {
        timeLimits.update(nowNanos, context.live().limits());
        long bytes = wire.held().bytes();
        var itsPeer = timeLimits.isStalled(nowNanos) ? LoopRelief.Peer.STALLS : LoopRelief.Peer.READS;
        return new LoopRelief.Holder(bytes, itsPeer, () -> end(context.buffers().cut(bytes)));
    }

    /**
     * No longer waits for the peer to end: closes once the peer has been quiet and nothing is owed. A client of this node
     * is waited for, as it has a drain of its own.
     */
    void drain() {
        if (!isOwn()) {
            act(life.drain());
        }
    }

    /** The drain's time is nearly over. */
    LastCall lastCall() {
        var begun = new LastCall(meter, responder, this::endDrain);
        lastCall = begun;
        return begun;
    }

    /** The drain waits no longer for a moment between messages: takes no more, answers what was taken, and closes. */
    void endDrain() {
        if (life.awaitsQuiet()) {
            end(CloseReason.of(CloseCode.DRAINED));
        }
    }

    /** Ends the connection when a time limit has passed. Called a few times a second by the verticle. */
    void sweep(long nowNanos) {
        meter.count();
        wire.sweep();
        if (life.state() == State.CLOSED) {
            return;
        }
        NodeLimits settings = context.live().limits();
        timeLimits.update(nowNanos, settings);
        chargeUnfinished(nowNanos);
        timeLimits.stalled(nowNanos, settings).ifPresent(this::end);
        if (life.awaitsQuiet() && isQuiet(nowNanos, settings)) {
            end(CloseReason.of(CloseCode.DRAINED));
        } else {
            timeLimits.overdue(nowNanos, settings).ifPresent(this::end);
        }
    }

    private boolean isQuiet(long nowNanos, NodeLimits settings) {
        return timeLimits.quietMs(nowNanos) >= settings.drainQuietMs()
                && responder.inFlight() == 0
                && output.unsentBytes() == 0;
    }

    @Override
    public void onFrame(ByteBuf frame) {
        for (MessageObserver observer : observers) {
            observer.received(frame);
        }
        responder.respond(frame, this);
        reading.pauseIfFull();
    }

    @Override
    public void onReadEnd() {
        if (serviceTime != null) {
            serviceTime.end();
        }
        onAnswered();
    }

    private void onAnswered() {
        if (lastCall != null) {
            lastCall.onAnswered();
        }
    }

    @Override
    public void onInputClosed() {
        end(CloseReason.of(CloseCode.CLOSED_BY_PEER));
    }

    @Override
    public void onWritabilityChanged(boolean isWritable) {
        updateReading();
    }

    @Override
    public void onFault(WireFault fault) {
        switch (fault.kind()) {
            case CONNECTION_BROKEN -> end(new CloseReason(CloseCode.CONNECTION_BROKEN, fault.detail()));
            case OUT_OF_MEMORY -> end(new CloseReason(CloseCode.OUT_OF_MEMORY, fault.detail()));
            case MESSAGE_TOO_LARGE ->
                end(new CloseReason(CloseCode.MESSAGE_TOO_LARGE, fault.detail() + " (server.messageMaxBytes)"));
            case MESSAGE_TRUNCATED -> end(new CloseReason(CloseCode.MESSAGE_TRUNCATED, fault.detail()));
            case INTERNAL -> end(new CloseReason(CloseCode.INTERNAL, fault.detail()));
        }
    }

    @Override
    public void onClosed() {
        CloseReason reason = life.socketClosed(wire.isDelivered(), wire.input().discardedBytes());
        rates.close();
        responder.release();
        log.closed(reason, meter.traffic());
        presence.close(reason, meter.traffic());
        meter.ended(reason.code());
        onClosed.accept(this);
    }

    private void act(Action action) {
        switch (action) {
            case NONE -> {}
            case AWAIT_QUIET -> timeLimits.restartQuiet(System.nanoTime());
            case TAKE_NO_MORE -> wire.discardInput();
            case END_OUTPUT -> wire.end(life.ending(context.live().limits().lingerTimeoutMs()));
            case CLOSE_SOCKET -> wire.close();
        }
    }

    private void charge(ByteBuf frame) {
        rates.received(frame.readableBytes());
        reading.pauseIfHeld();
    }

    /** A connection that is held for its rate is not quiet: nobody knows what its peer would send. */
    private void chargeUnfinished(long nowNanos) {
        if (rates.isHeld()) {
            timeLimits.restartQuiet(nowNanos);
        } else if (!wire.isPaused()) {
            rates.unfinished(meter.receivedBytes() - meter.messageBytes());
        }
    }

    private void updateReading() {
        reading.update();
    }
}
