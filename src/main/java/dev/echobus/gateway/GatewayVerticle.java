package dev.echobus.gateway;

import dev.echobus.bus.RetryBudget;
import dev.echobus.bus.RetryCounts;
import dev.echobus.bus.RetryPolicy;
import dev.echobus.bus.RetryingRequest;
import dev.echobus.wire.LoopContext;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One event loop's part of the gateway: accepts sessions in turn with the other instances, and holds them for their whole
 * life. Its memory is its sessions, each of them bounded, and {@code gateway.sessionsMax} of them.
 */
public final class GatewayVerticle extends VerticleBase {

    /** Often enough that time limits are kept to a quarter of a second. */
    private static final long SWEEP_INTERVAL_MS = 250;

    /** What a session that was told its end may take to close. */
    private static final int CLOSING_MS = 2_000;

    private final GatewayContext node;
    private final Set<Session> sessions = new HashSet<>();
    private final Map<Dialect, GatewayLoop> loops = new EnumMap<>(Dialect.class);

    /** Set by start. */
    private List<GatewayPort> ports = List.of();

    /** Set by start. */
    private @Nullable SessionRelief relief;

    private boolean isStopping;

    /** One loop's part of a node's gateway. */
    public GatewayVerticle(GatewayContext node) {
        this.node = node;
    }

    /** Listens; fails with a {@link GatewayListenException} when an address cannot be had. */
    @Override
    public Future<?> start() {
        var settings = node.settings();
        var itsRelief =
                new SessionRelief(node.stats().buffers(), task -> context.runOnContext(turn -> task.run()), sessions);
        itsRelief.begin();
        relief = itsRelief;
        for (Dialect dialect : Dialect.values()) {
            loops.put(dialect, loop(dialect, itsRelief));
        }
        vertx.setPeriodic(SWEEP_INTERVAL_MS, timer -> {
            sweep();
            itsRelief.observe(System.nanoTime());
        });
        var transports = new WireTransport.Loop(new LoopContext(context), new FrameScratch());
        var wanted = new ArrayList<GatewayPort>();
        if (settings.enabled()) {
            wanted.add(new TcpPort(vertx, node, transports, this::open));
        }
        if (settings.webEnabled()) {
            wanted.add(new WebPort(vertx, node, transports, this::open));
        }
        ports = List.copyOf(wanted);
        return Future.all(ports.stream().map(GatewayPort::listen).toList());
    }

    /** Stops accepting and drains; done when every session has ended, at {@code gateway.drainTimeoutMs} and a bit. */
    @Override
    public Future<?> stop() {
        isStopping = true;
        int drainTimeoutMs = node.settings().drainTimeoutMs();
        Future<?> shutdown = Future.all(ports.stream()
                .map(port -> port.shutdown(drainTimeoutMs + CLOSING_MS))
                .toList());
        List<Future<Void>> ended = List.copyOf(sessions).stream()
                .map(session -> session.ends().drain())
                .toList();
        long cut = vertx.setTimer(
                Math.max(1, drainTimeoutMs),
                timer -> List.copyOf(sessions).forEach(session -> session.ends().cut()));
        return Future.join(ended).transform(all -> {
            vertx.cancelTimer(cut);
            if (relief != null) {
                relief.end();
            }
            return shutdown;
        });
    }

    /** Where it listens, ports that were free filled in. Any thread, once deployed. */
    public List<GatewayAddress> addresses() {
        return ports.stream().map(GatewayPort::address).toList();
    }

    private GatewayLoop loop(Dialect dialect, SessionRelief itsRelief) {
        var settings = node.settings();
        // Each request has a policy of its own.
        var requests = new RetryingRequest(
                        vertx,
                        () -> RetryPolicy.ofDefaults(false),
                        new RetryBudget(new RetryCounts()),
                        new SplittableRandom())
                .traced(node.tracing());
        return new GatewayLoop(
                vertx.eventBus(),
                requests,
                settings,
                node.permissions(),
                node.stats(),
                node.tracing(),
                new FrameReader(settings.jsonDepthMax()),
                new FrameWriter(dialect),
                itsRelief);
    }

    private void open(WireTransport transport, Dialect dialect) {
        boolean isAdmitted = node.stats().admit();
        var session = new Session[1];
        session[0] = new Session(
                Objects.requireNonNull(loops.get(dialect)), transport, () -> closed(session[0], isAdmitted));
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
        ports.forEach(port -> port.sweep(nowNanos));
    }
}
