package dev.echobus.gateway;

import dev.echobus.bus.RetryBudget;
import dev.echobus.bus.RetryCounts;
import dev.echobus.bus.RetryPolicy;
import dev.echobus.bus.RetryingRequest;
import dev.echobus.common.Causes;
import dev.echobus.common.Endpoint;
import dev.echobus.common.FramingKind;
import dev.echobus.common.FramingSpec;
import dev.echobus.wire.FrameCodec;
import dev.echobus.wire.ListenOptions;
import dev.echobus.wire.LoopContext;
import dev.echobus.wire.VertxSockets;
import dev.echobus.wire.WireOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * One event loop's part of the gateway: accepts sessions in turn with the other instances, and holds them for their whole
 * life. Its memory is its sessions, each of them bounded, and {@code gateway.sessionsMax} of them.
 */
public final class GatewayVerticle extends VerticleBase {

    /** Often enough that time limits are kept to a quarter of a second. */
    private static final long SWEEP_INTERVAL_MS = 250;

    /** Beyond those of listeners, of which there are fewer. */
    private static final int PLACE = 100;

    /** What a session that was told its end may take to close. */
    private static final int CLOSING_MS = 2_000;

    private final GatewayContext node;
    private final FrameCodec codec;
    private final FrameScratch scratch = new FrameScratch();
    private final Set<Session> sessions = new HashSet<>();

    @SuppressWarnings("NullAway.Init") // Set by start, before any session comes.
    private GatewayLoop loop;

    @SuppressWarnings("NullAway.Init") // Set by start, before any session comes.
    private LoopContext loopContext;

    @SuppressWarnings("NullAway.Init") // Set by start, before any session comes.
    private NetServer server;

    private boolean isStopping;

    /** One loop's part of a node's gateway. */
    public GatewayVerticle(GatewayContext node) {
        this.node = node;
        codec = FrameCodec.of(
                new FramingSpec(FramingKind.LENGTH, Integer.BYTES),
                node.settings().frameMaxBytes());
    }

    /** Listens; fails with a {@link GatewayListenException} when the address cannot be had. */
    @Override
    public Future<?> start() {
        var settings = node.settings();
        // Each request has a policy of its own.
        var requests = new RetryingRequest(
                vertx, () -> RetryPolicy.ofDefaults(false), new RetryBudget(new RetryCounts()), new SplittableRandom());
        loop = new GatewayLoop(
                vertx.eventBus(),
                requests,
                settings,
                node.permissions(),
                node.stats(),
                new FrameReader(settings.jsonDepthMax()),
                new FrameWriter());
        loopContext = new LoopContext(context);
        vertx.setPeriodic(SWEEP_INTERVAL_MS, timer -> sweep());
        server = vertx.createNetServer(ListenOptions.of(settings.endpoint(), PLACE, node.limits()))
                .connectHandler(this::accept);
        return server.listen()
                .recover(cause -> Future.failedFuture(new GatewayListenException("cannot listen on "
                        + settings.endpoint().authority() + " (gateway, gateway.port): " + Causes.describe(cause))));
    }

    /** Stops accepting and drains; done when every session has ended, at {@code gateway.drainTimeoutMs} and a bit. */
    @Override
    public Future<?> stop() {
        isStopping = true;
        int drainTimeoutMs = node.settings().drainTimeoutMs();
        Future<Void> shutdown = server.shutdown(drainTimeoutMs + CLOSING_MS, TimeUnit.MILLISECONDS);
        List<Future<Void>> ended = List.copyOf(sessions).stream()
                .map(session -> session.ends().drain())
                .toList();
        long cut = vertx.setTimer(
                Math.max(1, drainTimeoutMs),
                timer -> List.copyOf(sessions).forEach(session -> session.ends().cut()));
        return Future.join(ended).transform(all -> {
            vertx.cancelTimer(cut);
            return shutdown;
        });
    }

    /** Where it listens, a port that was free filled in. Any thread, once deployed. */
    public Endpoint endpoint() {
        return node.settings().endpoint().withPort(server.actualPort());
    }

    private void accept(NetSocket socket) {
        var limits = node.limits();
        var options = new WireOptions(
                WireOptions.RECEIVE_MAX_BYTES, limits.writeBufferHighBytes(), limits.writeBufferLowBytes(), true);
        var remote = String.valueOf(socket.remoteAddress());
        var transport = new TcpTransport(VertxSockets.takeOver(socket, codec, options), remote, loopContext, scratch);
        boolean isAdmitted = node.stats().admit(node.settings().sessionsMax());
        var session = new Session[1];
        session[0] = new Session(loop, transport, () -> closed(session[0], isAdmitted));
        sessions.add(session[0]);
        transport.start(session[0]);
        if (!isAdmitted) {
            session[0].ends().end(GatewayError.TOO_MANY_SESSIONS);
        } else if (isStopping) {
            session[0].ends().end(GatewayError.DRAINING);
        }
    }

    private void closed(Session session, boolean wasAdmitted) {
        sessions.remove(session);
        if (wasAdmitted) {
            node.stats().sessionEnded();
        }
    }

    private void sweep() {
        long nowNanos = System.nanoTime();
        for (Session session : sessions.toArray(new Session[0])) {
            session.ends().sweep(nowNanos);
        }
    }
}
