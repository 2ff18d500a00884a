package dev.echobus.client;

import dev.echobus.config.ClientConfig;
import dev.echobus.wire.FrameCodec;
import dev.echobus.wire.LoopContext;
import dev.echobus.wire.VertxSockets;
import dev.echobus.wire.WireChannel;
import dev.echobus.wire.WireFault;
import dev.echobus.wire.WireListener;
import dev.echobus.wire.WireOptions;
import io.netty.buffer.ByteBuf;
import io.vertx.core.net.NetSocket;

/**
 * One connection to the server and its life: open, retiring, closed. Lives on the event loop of its verticle. What it
 * has not sent is bounded by the write watermarks; reading never pauses, as a server that waits for its replies to be
 * read does not read either.
 */
final class ClientConnection implements WireListener {

    /** Unsent bytes at which sending pauses: enough for one loop turn's worth of requests to leave in one go. */
    private static final int WRITE_HIGH_BYTES = 262_144;

    private static final int WRITE_LOW_BYTES = 131_072;

    /** What a reply may be longer than its request: a server's prefix is at most 1,024 characters, 3 bytes each. */
    private static final int PREFIX_MAX_BYTES = 3_072;

    /** Where a connection is in its life; it only ever moves down this list. */
    private enum Life {
        OPEN,
        /** Takes no more requests, and closes when those in flight are answered. */
        RETIRING,
        CLOSED
    }

    /** Who keeps the connection. */
    interface Owner {

        /** The first reply came: this server does answer. */
        void onAnswering();

        /** More can be sent. */
        void onWritable();

        /** The connection is of no use any more, and what was in flight on it has failed. Called once. */
        void onLost(String reason, int failedRequests);

        /** The connection is closed as it was retired, all that was sent on it being answered. Called once, or the other. */
        void onRetired();
    }

    /** What a connection works for: its owner, on its context, the account of what is pending, and the server's address. */
    record Ends(Owner owner, LoopContext context, PendingRequests pending, String server) {}

    private final String server;
    private final FrameCodec codec;
    private final WireChannel wire;
    private final int messageMaxBytes;
    private final Owner owner;
    private final LoopContext context;
    private final PendingRequests pending;
    private final InFlightRequests inFlight;
    private final ReplyMatcher matcher;

    private Life life = Life.OPEN;

    private ClientConnection(FrameCodec codec, WireChannel wire, ClientConfig settings, Ends ends) {
        server = ends.server();
        this.codec = codec;
        this.wire = wire;
        messageMaxBytes = settings.messageMaxBytes();
        owner = ends.owner();
        context = ends.context();
        pending = ends.pending();
        inFlight = new InFlightRequests(pending);
        matcher = ReplyMatcher.of(settings.framing(), codec, inFlight);
    }

    /** Takes over a socket, in the loop turn that handed it out. */
    static ClientConnection of(NetSocket socket, ClientConfig settings, Ends ends) {
        var codec = FrameCodec.of(settings.framingSpec(), settings.messageMaxBytes() + PREFIX_MAX_BYTES);
        var options = new WireOptions(WireOptions.RECEIVE_MAX_BYTES, WRITE_HIGH_BYTES, WRITE_LOW_BYTES, false);
        WireChannel wire = VertxSockets.attach(socket, codec, options);
        var connection = new ClientConnection(codec, wire, settings, ends);
        wire.start(connection);
        return connection;
    }

    /** True when a request may be sent now. */
    boolean isReady() {
        return life == Life.OPEN && wire.output().isWritable();
    }

    /** The same while it has to show first that it answers: with nothing in flight until the first reply. */
    boolean isReadyOnTrial() {
        return isReady() && (inFlight.hasAnswered() || inFlight.isEmpty());
    }

    /** True once a reply has come. */
    boolean hasAnswered() {
        return inFlight.hasAnswered();
    }

    /** Requests sent and not answered. */
    int inFlight() {
        return inFlight.size();
    }

    /** False when a reply would exceed what this connection was made for, the maximum having been raised since. */
    boolean canCarry(PendingRequest request) {
        return request.bytes() <= messageMaxBytes;
    }

    void send(PendingRequest request) {
        // Before the write: one that fails at once takes everything in flight with it.
        inFlight.add(request);
        request.sent(server);
        wire.output().write(codec.frame(wire.output().allocator(), VertxSockets.bytesOf(request.body())));
    }

    /** Closes once what is in flight is answered: another one is to take its place, or the server is gone for good. */
    void retire() {
        if (life == Life.OPEN) {
            life = Life.RETIRING;
            closeIfRetired();
        }
    }

    /** Closes when a request in flight is overdue: its reply could still come, and would be taken for another's. */
    void expire(long nowNanos) {
        if (earliestDeadlineNanos() <= nowNanos) {
            close("a request on it timed out");
        }
    }

    long earliestDeadlineNanos() {
        return inFlight.earliestDeadlineNanos();
    }

    /** Closes the socket at once and fails what is in flight. */
    void close(String reason) {
        if (life == Life.CLOSED) {
            return;
        }
        life = Life.CLOSED;
        int failedRequests = inFlight.failAll(pending.nowNanos(), "connection lost: " + reason);
        wire.close();
        owner.onLost(reason, failedRequests);
    }

    @Override
    public void onFrame(ByteBuf frame) {
        try {
            if (life != Life.CLOSED) {
                context.run(() -> receive(frame));
            }
        } finally {
            frame.release();
        }
    }

    @Override
    public void onInputClosed() {
        close("closed by the server");
    }

    @Override
    public void onWritabilityChanged(boolean isWritable) {
        if (isWritable) {
            owner.onWritable();
        }
    }

    @Override
    public void onFault(WireFault fault) {
        close(fault.kind() + ": " + fault.detail());
    }

    @Override
    public void onClosed() {
        close("the socket was closed");
    }

    private void receive(ByteBuf frame) {
        boolean isFirst = !inFlight.hasAnswered();
        String problem = matcher.match(frame).orElse(null);
        if (isFirst && inFlight.hasAnswered()) {
            owner.onAnswering();
        }
        if (problem != null) {
            close(problem);
        } else {
            closeIfRetired();
        }
    }

    private void closeIfRetired() {
        if (life == Life.RETIRING && inFlight.isEmpty()) {
            life = Life.CLOSED;
            wire.close();
            owner.onRetired();
        }
    }
}
