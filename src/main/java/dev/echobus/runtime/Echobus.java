package dev.echobus.runtime;

import dev.echobus.admin.NodeInfo;
import dev.echobus.admin.ServiceVerticle;
import dev.echobus.bus.OwnConnections;
import dev.echobus.bus.tap.BusTap;
import dev.echobus.client.ClientStats;
import dev.echobus.common.Causes;
import dev.echobus.config.EchobusConfig;
import dev.echobus.config.ListenerConfig;
import dev.echobus.config.LiveConfig;
import dev.echobus.config.loading.ConfigResult;
import dev.echobus.config.loading.LoadedConfig;
import dev.echobus.gateway.GatewayAddress;
import dev.echobus.gateway.GatewayStats;
import dev.echobus.log.LogOutput;
import dev.echobus.metric.ClusterSnapshot;
import dev.echobus.metric.NodeSnapshot;
import dev.echobus.server.Admission;
import dev.echobus.server.NodeBuffers;
import dev.echobus.server.Placement;
import dev.echobus.server.ServerContext;
import dev.echobus.server.ServerStats;
import dev.echobus.server.TrafficSummary;
import dev.echobus.server.rate.NodeRates;
import dev.echobus.wire.tls.UnusableFileException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running node: what it listens with, what it has done, its reloads and its end. Its methods may be called from any
 * thread; each wait in them is bounded by a setting.
 */
public final class Echobus {

    private static final Logger log = LoggerFactory.getLogger(Echobus.class);

    /** How long Vert.x may take to close, and leave the cluster, where a verticle of the user's did not stop. */
    private static final int CLOSE_STUCK_MS = 5_000;

    private final Node node;
    private final Traces traces;
    private final ServerContext context;
    private final ClientStats clientStats = new ClientStats();
    private final GatewayStats gatewayStats;
    private final Verticles verticles;
    private final ProcessFigures process;
    private final NodeControl control;
    private final long startNanos = System.nanoTime();

    private volatile boolean isStarted;
    private final Promise<Void> draining = Promise.promise();
    private @Nullable Future<Void> drained;

    /** Until somebody wants to end the process with it. */
    private volatile Runnable onDrainAsked =
            () -> drain().onFailure(cause -> log.warn("draining: {}", Causes.describe(cause)));

    private Echobus(Node node, Traces traces, ServerContext context, StartLine startLine) {
        this.node = node;
        this.traces = traces;
        this.context = context;
        process = new ProcessFigures(
                node.name(), LoopProbes.start(node.vertx()), context.buffers().budget(), context.live());
        gatewayStats = new GatewayStats(context.live().snapshot().gateway());
        verticles = new Verticles(node, context, clientStats, gatewayStats);
        control = new NodeControl(
                startLine,
                context.live(),
                verticles,
                new NodeControl.Account(node, this::info, this::stats, () -> isStarted, () -> onDrainAsked.run()));
    }

    /**
     * Opens what every node needs, whatever its configuration, and what takes 10 ms: Java's source of random numbers, which
     * a node and its verticles get their ids of. To be called while the configuration is read.
     */
    public static void prepare() {
        new SecureRandom().nextBytes(new byte[1]);
    }

    /** Starts a node; the future fails with a {@link StartException} when the world outside does not let it. */
    public static Future<Echobus> start(EchobusConfig config) {
        return start(config, StartLine.ofDefaults());
    }

    /** Starts a node, and logs where its settings came from. */
    public static Future<Echobus> start(LoadedConfig<EchobusConfig> loaded) {
        return start(loaded.config(), StartLine.of(loaded));
    }

    private static Future<Echobus> start(EchobusConfig config, StartLine startLine) {
        LogOutput.apply(config.log());
        Traces traces;
        try {
            traces = new Traces(config.tracing());
        } catch (UnusableFileException unusable) {
            return Future.failedFuture(new StartException(Causes.describe(unusable)));
        }
        var live = new LiveConfig(config);
        var stats = new ServerStats(live.listeners());
        var ownConnections = new OwnConnections();
        var admission = new Admission(live, stats, new Placement(ownConnections));
        var tap = new BusTap();
        return OffLoop.of(Node.build(config, admission, traces.tracerWith(tap))).compose(node -> {
            log.info(startLine.describe(config, admission.connectionsMax()));
            traces.start(node);
            var context = new ServerContext(
                    node.name(),
                    live,
                    node.vertx().eventBus(),
                    stats,
                    ownConnections,
                    admission,
                    new NodeRates(),
                    new NodeBuffers(live),
                    traces.tracing());
            return new Echobus(node, traces, context, startLine).deploy(tap);
        });
    }

    private Future<Echobus> deploy(BusTap tap) {
        var joining = new Joining(node);
        joining.logSilentMembers();
        TrafficSummary.start(node.vertx(), context.live(), context.stats());
        return OffLoop.of(joining.awaitMinimumMembers())
                .compose(enough -> verticles.start(new ServiceVerticle(node.name(), account(), tap), control))
                .compose(started -> joining.keepRoutes())
                .compose(kept -> verticles.takeRequests())
                .compose(started -> joining.awaitSeen())
                .onSuccess(seen -> {
                    isStarted = true;
                    LogOutput.writeBeside();
                })
                .map(this)
                .onFailure(cause -> traces.stop())
                // Not waited for: Vert.x never finishes closing a server whose listening failed.
                .onFailure(cause ->
                        node.vertx().close().onFailure(failure -> log.warn("stopping: {}", Causes.describe(failure))));
    }

    private ServiceVerticle.Account account() {
        return new ServiceVerticle.Account(this::info, this::stats, verticles::connections, verticles::loops);
    }

    private NodeInfo.State state() {
        var member = node.member();
        if (draining.future().isComplete()) {
            return NodeInfo.State.DRAINING;
        }
        return isStarted && (member == null || member.isReady()) ? NodeInfo.State.READY : NodeInfo.State.UNREADY;
    }

    /** What the node listens with, ports that were free filled in; {@code echo} first. */
    public List<ListenerConfig> listeners() {
        return verticles.listeners();
    }

    /** Where sessions of the gateway connect to, ports that were free filled in; empty without one. */
    public List<GatewayAddress> gateways() {
        return verticles.gatewayAddresses();
    }

    /** Where the admin port is; empty without one. */
    public Optional<String> adminUrl() {
        return verticles.adminUrl();
    }

    /** What to do when an operator asks for a drain, in place of draining alone. */
    public void onDrainAsked(Runnable drain) {
        onDrainAsked = drain;
    }

    /** Runs this when a drain begins, whoever began it, or at once when one has begun. */
    public void onDraining(Runnable action) {
        draining.future().onSuccess(begun -> action.run());
    }

    /** How the other members know this node, {@code NAME host:port}, or empty outside a cluster. */
    public List<String> memberships() {
        var member = node.member();
        return member == null ? List.of() : List.of(node.name() + " " + member.address());
    }

    /** The event bus and event loops of this node. */
    public Vertx vertx() {
        return node.vertx();
    }

    private NodeInfo info() {
        return new NodeInfo(
                StartLine.ofDefaults().version(),
                node.transport().name(),
                listeners().stream().map(Echobus::infoOf).toList(),
                verticles.serverInstances(),
                verticles.clientInstances(),
                verticles.users().infos(),
                context.admission().connectionsMax(),
                members(),
                state(),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos));
    }

    private static NodeInfo.Listener infoOf(ListenerConfig listener) {
        return new NodeInfo.Listener(
                listener.name(),
                listener.endpoint(),
                listener.framing(),
                listener.prefix(),
                listener.responder(),
                listener.isStamped());
    }

    private List<NodeInfo.Member> members() {
        var member = node.member();
        return member == null
                ? List.of()
                : member.membership().members().stream()
                        .map(each -> new NodeInfo.Member(each.name(), each.address(), each.kind(), each.state()))
                        .toList();
    }

    /** What this node has done until now, as {@code echobus.service.stats} answers it. Any thread. */
    public NodeSnapshot stats() {
        var member = node.member();
        var cluster =
                member == null ? ClusterSnapshot.NONE : member.membership().snapshot();
        return new NodeSnapshot(
                context.stats().snapshot(),
                clientStats.snapshot(),
                cluster,
                gatewayStats.snapshot(),
                traces.snapshot(),
                process.snapshot());
    }

    /** Puts what was read again in force, as far as that needs no restart; what cannot be used changes nothing. */
    public void reload(ConfigResult<EchobusConfig> read) {
        new Reload(context.live(), log).apply(read).ifPresent(changes -> control.reloaded(read, changes));
        LogOutput.apply(context.live().log());
    }

    /**
     * Stops without losing what was accepted: takes the node's consumers off the bus, stops accepting and lets
     * connections and requests in flight finish. libevent's loopexit. Idempotent.
     */
    public synchronized Future<Void> drain() {
        Future<Void> begun = drained;
        if (begun == null) {
            begun = beginDrain();
            drained = begun;
        }
        return begun;
    }

    private Future<Void> beginDrain() {
        draining.complete();
        var account = new DrainAccount(this::stats);
        log.info("draining: {}", stats().totals().encode());
        return verticles
                .stop()
                .eventually(traces::stop)
                .onComplete(stopped -> logDrain(account))
                .compose(stopped -> close());
    }

    /** A verticle of the user's that does not stop may keep Vert.x from it too. */
    private Future<Void> close() {
        if (!verticles.users().isAnyStuck()) {
            return node.vertx().close();
        }
        LogOutput.silenceUndeployment();
        return OffLoop.within(CLOSE_STUCK_MS, node.vertx().close()).otherwiseEmpty();
    }

    /** The last line: what is still being counted of others goes before it. */
    private static void logDrain(DrainAccount account) {
        LogOutput.reportRepeats();
        log.info("drained {}", account);
    }

    /** Tells the log what is lost by not waiting for {@link #drain}. libevent's loopbreak. */
    public void abandon() {
        LogOutput.reportRepeats();
        log.warn(
                "stopped at once, {} connections cut",
                context.stats().snapshot().total().connectionsOpen());
    }
}
