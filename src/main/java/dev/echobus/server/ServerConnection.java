package dev.echobus.server;

import dev.echobus.bus.Addresses;
import dev.echobus.bus.ConnectionEvent.Peer;
import dev.echobus.bus.ConnectionEvent.Traffic;
import dev.echobus.config.ServerConfig;
import dev.echobus.wire.FrameCodec;
import dev.echobus.wire.PayloadText;
import dev.echobus.wire.WireChannel;
import dev.echobus.wire.WireFault;
import dev.echobus.wire.WireListener;
import io.netty.buffer.ByteBuf;
import io.vertx.core.eventbus.DeliveryOptions;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One socket of the server and its life: open, draining, closed. Lives on the event loop of its verticle. Bounded by the
 * write watermarks and by the responder: over either, reading pauses and the peer waits.
 */
final class ServerConnection implements WireListener {

    private static final Logger log = LoggerFactory.getLogger(ServerConnection.class);

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
    private final WireChannel wire;
    private final Responder responder;
    private final ConnectionPresence presence;
    private final Consumer<ServerConnection> onClosed;
    private final ConnectionRates rates;

    private Life life = Life.OPEN;
    private @Nullable String closeReason;

    private long bytesIn;
    private long bytesOut;
    private long messages;

    private Traffic counted = Traffic.NONE;
    private long lastProgressBytes;
    private long lastProgressNanos = System.nanoTime();

    /**
     * @param responder makes the connection's responder
     * @param onClosed told once, when the socket is closed
     */
    ServerConnection(
            Origin origin,
            WireChannel wire,
            Function<ServerConnection, Responder> responder,
            Consumer<ServerConnection> onClosed) {
        this.context = origin.context();
        this.codec = origin.codec();
        this.peer = origin.peer();
        this.wire = wire;
        this.onClosed = onClosed;
        this.presence = new ConnectionPresence(this, context);
        this.rates = new ConnectionRates(origin.rates(), this::updateReading);
        this.responder = responder.apply(this);
    }

    /** Whose connection this is, of which server, how its bytes are cut, and the limits on its loop. */
    record Origin(ServerContext context, FrameCodec codec, Peer peer, LoopRates rates) {}

    /** Tells the log and the bus that the connection is there. */
    void announce() {
        log.info("accepted {} {}", peer.connection(), peer.remote());
        presence.open();
    }

    Peer peer() {
        return peer;
    }

    FrameCodec codec() {
        return codec;
    }

    WireChannel wire() {
        return wire;
    }

    /** Sends one reply. Takes over its reference. */
    void reply(ByteBuf frame) {
        bytesOut += frame.readableBytes();
        wire.write(frame);
        if (context.live().server().once()) {
            finish("answered once");
        }
    }

    /** To be called after replies that were not sent from within {@link Responder#respond}. */
    void answered() {
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
        bytesOut += bytes.readableBytes();
        wire.write(bytes);
        return true;
    }

    /** Closes the connection for a fault, after what was answered until now. */
    void fail(String reason) {
        if (closeReason == null) {
            log.warn("closing {} {}: {}", peer.connection(), peer.remote(), reason);
        }
        finish(reason);
    }

    /** Closes the connection for a fault of the peer's input: takes no more of it, and first answers what came before. */
    private void failAfterReplies(String reason) {
        if (responder.inFlight() == 0) {
            fail(reason);
        } else if (closeReason == null) {
            log.warn("closing {} {}: {}", peer.connection(), peer.remote(), reason);
            closeReason = reason;
        }
    }

    /** No longer waits for the peer to end: closes once the peer has been quiet and nothing is owed. */
    void drain() {
        if (life == Life.OPEN) {
            life = Life.DRAINING;
            lastProgressNanos = System.nanoTime();
        }
    }

    /** Looks whether a time limit has passed. Called a few times a second by the verticle. */
    void sweep(long nowNanos) {
        count();
        limitUnfinished(nowNanos);
        long progressBytes = wire.receivedBytes() + bytesIn + bytesOut - wire.unsentBytes();
        if (progressBytes != lastProgressBytes) {
            lastProgressBytes = progressBytes;
            lastProgressNanos = nowNanos;
            return;
        }
        long quietMs = TimeUnit.NANOSECONDS.toMillis(nowNanos - lastProgressNanos);
        ServerConfig settings = context.live().server();
        if (life == Life.DRAINING && quietMs >= settings.drainQuietMs() && isNothingOwed()) {
            finish("drained");
        } else if (settings.idleTimeoutMs() > 0 && quietMs >= settings.idleTimeoutMs()) {
            finish("idle for " + quietMs + " ms");
        }
    }

    /** Headers that tell a consumer whose message it has. */
    DeliveryOptions deliveryOptions() {
        return new DeliveryOptions()
                .addHeader(Addresses.CONNECTION_HEADER, peer.connection())
                .addHeader(Addresses.REMOTE_HEADER, peer.remote())
                .addHeader(Addresses.NODE_HEADER, peer.node());
    }

    Traffic traffic() {
        return new Traffic(bytesIn, bytesOut, messages);
    }

    @Override
    public void onFrame(ByteBuf frame) {
        if (closeReason != null) {
            frame.release();
            return;
        }
        messages++;
        bytesIn += frame.readableBytes();
        rates.received(frame.readableBytes());
        var logging = context.live().log();
        if (logging.payloads()) {
            log.info(
                    "received from {} {}: {}",
                    peer.connection(),
                    peer.remote(),
                    PayloadText.of(frame, logging.payloadMaxBytes()));
        } else if (log.isDebugEnabled()) {
            log.debug("received from {} {}: {} bytes", peer.connection(), peer.remote(), frame.readableBytes());
        }
        presence.received(frame, codec);
        responder.respond(frame);
        updateReading();
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
        if (closeReason == null) {
            closeReason = wasDraining ? "cut: the drain took too long" : CLOSED_BY_PEER;
        }
        log.info(
                "closed {} {}: {} ({} bytes in, {} bytes out, {} messages)",
                peer.connection(),
                peer.remote(),
                closeReason,
                bytesIn,
                bytesOut,
                messages);
        count();
        presence.close(closeReason);
        onClosed.accept(this);
    }

    /** Adds what went through since the last time to the node's totals, so that no message has to. */
    private void count() {
        Traffic now = traffic();
        context.stats().add(counted, now);
        counted = now;
    }

    /** A connection that is held for its rate is not quiet: nobody knows what its peer would send. */
    private void limitUnfinished(long nowNanos) {
        if (rates.isHeld()) {
            lastProgressNanos = nowNanos;
        } else if (!wire.isPaused()) {
            rates.unfinished(wire.receivedBytes() - bytesIn);
        }
    }

    private void updateReading() {
        if (responder.isFull() || rates.isHeld()) {
            wire.pause();
            return;
        }
        if (!wire.isWritable()) {
            wire.flush();
        }
        if (wire.isWritable()) {
            wire.resume();
        } else {
            wire.pause();
        }
    }

    private void finishIfInputIsDone() {
        if (wire.isInputClosed() && responder.inFlight() == 0) {
            closeReason = closeReason == null ? CLOSED_BY_PEER : closeReason;
            wire.closeAfterFlush();
        }
    }

    private void finish(String reason) {
        if (closeReason == null) {
            closeReason = reason;
        }
        wire.closeLingering(context.live().server().lingerTimeoutMs());
    }

    private boolean isNothingOwed() {
        return responder.inFlight() == 0 && wire.unsentBytes() == 0;
    }
}
