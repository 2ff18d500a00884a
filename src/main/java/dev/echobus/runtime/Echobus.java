package dev.echobus.runtime;

import dev.echobus.admin.ServiceVerticle;
import dev.echobus.bus.OwnConnections;
import dev.echobus.client.ClientContext;
import dev.echobus.client.ClientStats;
import dev.echobus.client.EchoClientVerticle;
import dev.echobus.common.Causes;
import dev.echobus.common.Endpoint;
import dev.echobus.config.EchobusConfig;
import dev.echobus.config.ListenerConfig;
import dev.echobus.config.LiveConfig;
import dev.echobus.config.loading.ConfigResult;
import dev.echobus.config.loading.LoadedConfig;
import dev.echobus.log.LogOutput;
import dev.echobus.metric.ClusterSnapshot;
import dev.echobus.metric.NodeSnapshot;
import dev.echobus.server.Admission;
import dev.echobus.server.EchoServerVerticle;
import dev.echobus.server.NodeBuffers;
import dev.echobus.server.ServerContext;
import dev.echobus.server.ServerStats;
import dev.echobus.server.TrafficSummary;
import dev.echobus.server.rate.NodeRates;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running node. Starts server, client and service verticles in this order; drains and stops them in reverse. Its
 * methods may be called from any thread; each wait in them is bounded by a setting.
 */
public final class Echobus {

    private static final Logger log = LoggerFactory.getLogger(Echobus.class);

    private final Node node;
    private final LiveConfig live;
    private final ServerStats stats;
    private final ClientStats clientStats = new ClientStats();
    private final Admission admission;
    private final OwnConnections ownConnections = new OwnConnections();
    private final long startNanos = System.nanoTime();
    private final ConcurrentLinkedQueue<EchoServerVerticle> servers = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<EchoClientVerticle> clients = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<ServiceVerticle> services = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> clientDeployments = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> serverDeployments = new ConcurrentLinkedQueue<>();

    private volatile boolean isDraining;

    private Echobus(Node node, LiveConfig live, ServerStats stats, Admission admission) {
        this.node = node;
        this.live = live;
        this.stats = stats;
        this.admission = admission;
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
        var live = new LiveConfig(config);
        var stats = new ServerStats();
        var admission = new Admission(live, stats);
        return Node.build(config, admission).compose(node -> {
            log.info(startLine.describe(config, admission.connectionsMax()));
            var echobus = new Echobus(node, live, stats, admission);
            logSilentMembers(node);
            return echobus.deploy().map(echobus).onFailure(cause -> {
                // Not waited for: Vert.x never finishes closing a server whose listening failed.
                node.vertx().close().onFailure(failure -> log.warn("stopping: {}", Causes.describe(failure)));
            });
        });
    }

    /** Not waited for: a node is ready without them. */
    private static void logSilentMembers(Node node) {
        var member = node.member();
        if (member != null) {
            node.vertx()
                    .<Void>executeBlocking(() -> {
                        member.logSilentMembers();
                        return null;
                    })
                    .onFailure(failure -> log.warn("looking for members: {}", Causes.describe(failure)));
        }
    }

    /** Where the node listens. */
    public List<Listener> listeners() {
        return servers.stream()
                .map(server -> new Listener(server.listener().name(), server.endpoint()))
                .distinct()
                .toList();
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

    /** What this node runs, as {@code echobus.service.info} answers it. */
    public JsonObject info() {
        return new JsonObject()
                .put("node", node.name())
                .put("version", StartLine.ofDefaults().version())
                .put("transport", node.transport().name())
                .put(
                        "listeners",
                        listeners().stream()
                                .map(listener -> listener.endpoint().toString())
                                .toList())
                .put("framing", live.listeners().get(0).framing().kind().name().toLowerCase(Locale.ROOT))
                .put("responder", live.listeners().get(0).responder().name().toLowerCase(Locale.ROOT))
                .put("serverInstances", servers.size())
                .put("clientInstances", clients.size())
                .put("connectionsMax", admission.connectionsMax())
                .put("members", members())
                .put("state", isDraining ? "draining" : "ready")
                .put("uptimeMs", (System.nanoTime() - startNanos) / 1_000_000);
    }

    private JsonArray members() {
        var array = new JsonArray();
        var member = node.member();
        if (member != null) {
            member.membership()
                    .members()
                    .forEach(each -> array.add(new JsonObject()
                            .put("node", each.name())
                            .put("address", each.address())
                            .put("kind", each.kind().name().toLowerCase(Locale.ROOT))
                            .put("state", each.state().name().toLowerCase(Locale.ROOT))));
        }
        return array;
    }

    /** What this node has done, as {@code echobus.service.stats} answers it. */
    public NodeSnapshot stats() {
        var member = node.member();
        var cluster =
                member == null ? ClusterSnapshot.NONE : member.membership().snapshot();
        return new NodeSnapshot(stats.snapshot(), clientStats.snapshot(), cluster);
    }

    /** Puts what was read again in force, as far as that needs no restart; what cannot be used changes nothing. */
    public void reload(ConfigResult<EchobusConfig> read) {
        new Reload(live, log).apply(read);
        LogOutput.apply(live.log());
    }

    /**
     * Stops without losing what was accepted: takes the node's consumers off the bus, stops accepting and lets
     * connections and requests in flight finish. libevent's loopexit.
     */
    public Future<Void> drain() {
        isDraining = true;
        var account = new DrainAccount(this::stats);
        log.info("draining: {}", stats().toJson().encode());
        Future<Void> servers = undeploy(serverDeployments);
        // The servers keep the connections of this node's own clients until those have ended them.
        Future<Void> clients =
                leaveBus().transform(left -> pauseBeforeLeaving()).compose(paused -> undeploy(clientDeployments));
        return Future.join(servers, clients)
                .onComplete(stopped -> tell(account))
                .compose(stopped -> node.vertx().close());
    }

    /** The last line: what is still being counted of others goes before it. */
    private static void tell(DrainAccount account) {
        LogOutput.reportRepeats();
        log.info("drained {}", account);
    }

    /** Tells the log what is lost by not waiting for {@link #drain}. libevent's loopbreak. */
    public void abandon() {
        LogOutput.reportRepeats();
        log.warn("stopped at once, {} connections cut", stats.connectionsOpen());
    }

    /** The node's own clients go where its first listener listens: that address alone is known to be served. */
    private Endpoint serverOfClients() {
        EchoServerVerticle own = servers.peek();
        return live.snapshot().isClientOfOwnServer() && own != null
                ? own.endpoint().reachable()
                : Endpoint.tcp(live.client().host(), live.client().port());
    }

    private Future<?> deploy() {
        int instances = Node.serverInstances(live.snapshot());
        log.info("transport {}, {} server verticles, node {}", node.transport().name(), instances, node.name());
        TrafficSummary.start(node.vertx(), live, stats);
        var context = new ServerContext(
                node.name(),
                live,
                node.vertx().eventBus(),
                stats,
                ownConnections,
                admission,
                new NodeRates(),
                new NodeBuffers(live));
        ListenerConfig echo = live.listeners().get(0);
        if (live.listeners().size() > 1) {
            return Future.failedFuture(new StartException(
                    "listeners." + live.listeners().get(1).name() + ": this version runs one listener"));
        }
        Supplier<EchoServerVerticle> server = () -> remember(servers, new EchoServerVerticle(context, echo));
        return node.vertx()
                .deployVerticle(server, new DeploymentOptions().setInstances(instances))
                .recover(cause -> Future.failedFuture(new StartException("cannot listen on "
                        + echo.endpoint().authority() + " (" + settingOf(echo) + "): " + Causes.describe(cause))))
                .onSuccess(serverDeployments::add)
                .compose(deployed -> deployClients())
                .compose(deployed -> node.vertx()
                        .deployVerticle(remember(services, new ServiceVerticle(node.name(), this::info, this::stats))));
    }

    /** What to change for it to listen elsewhere. */
    private static String settingOf(ListenerConfig listener) {
        boolean isOfServer = listener.name().equals(ListenerConfig.ECHO);
        return listener.name() + ", " + (isOfServer ? "server.port" : "listeners." + listener.name() + ".url");
    }

    private Future<?> deployClients() {
        if (!live.client().enabled()) {
            return Future.succeededFuture();
        }
        var objection = live.snapshot().objectionToClient();
        if (objection.isPresent()) {
            log.warn("echobus.client.echo is not served here: {}; choose line or length framing", objection.get());
            return Future.succeededFuture();
        }
        Endpoint server = serverOfClients();
        var address = SocketAddress.inetSocketAddress(server.port(), server.host());
        var context = new ClientContext(live, address, ownConnections, clientStats);
        Supplier<EchoClientVerticle> client = () -> remember(clients, new EchoClientVerticle(context));
        return node.vertx()
                .deployVerticle(
                        client,
                        new DeploymentOptions().setInstances(live.client().instances()))
                .onSuccess(clientDeployments::add);
    }

    private Future<?> leaveBus() {
        var leaving = new ArrayList<Future<?>>();
        clients.forEach(client -> leaving.add(client.leave()));
        services.forEach(service -> leaving.add(service.leave()));
        return Future.join(leaving).onFailure(cause -> log.warn("leaving the bus: {}", Causes.describe(cause)));
    }

    /** Other members go on sending here until they have learned that this node's consumers are gone. */
    private Future<Void> pauseBeforeLeaving() {
        int delayMs = live.snapshot().cluster().leaveDelayMs();
        return node.member() == null || delayMs == 0
                ? Future.succeededFuture()
                : node.vertx().timer(delayMs, TimeUnit.MILLISECONDS).mapEmpty();
    }

    private Future<Void> undeploy(Iterable<String> deployments) {
        Future<Void> done = Future.succeededFuture();
        for (String deployment : deployments) {
            done = done.compose(before -> node.vertx().undeploy(deployment).recover(cause -> {
                log.warn("stopping: {}", Causes.describe(cause));
                return Future.succeededFuture();
            }));
        }
        return done;
    }

    private static <T> T remember(ConcurrentLinkedQueue<T> verticles, T verticle) {
        verticles.add(verticle);
        return verticle;
    }
}
