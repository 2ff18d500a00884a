package dev.echobus.runtime;

import dev.echobus.admin.ServiceVerticle;
import dev.echobus.admin.http.AdminNode;
import dev.echobus.client.ClientContext;
import dev.echobus.client.ClientServers;
import dev.echobus.client.ClientStats;
import dev.echobus.client.EchoClientVerticle;
import dev.echobus.cluster.mesh.MeshVerticle;
import dev.echobus.common.Causes;
import dev.echobus.common.Endpoint;
import dev.echobus.config.ListenerConfig;
import dev.echobus.config.LiveConfig;
import dev.echobus.gateway.GatewayAddress;
import dev.echobus.gateway.GatewayStats;
import dev.echobus.metric.ConnectionSnapshot;
import dev.echobus.metric.LoopSnapshot;
import dev.echobus.server.EchoServerVerticle;
import dev.echobus.server.EchoServerVerticle.Share;
import dev.echobus.server.ServerContext;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's verticles: deploys those of the user's, then server, service and, in a cluster, mesh, at last the clients and
 * gateways, and stops them in reverse. Any thread; started and stopped once, each wait bounded by a setting.
 */
final class Verticles {

    private static final Logger log = LoggerFactory.getLogger(Verticles.class);

    private final Node node;
    private final ServerContext context;
    private final ClientStats clientStats;
    private final LiveConfig live;
    private final LoopPlan loops;
    private final ConcurrentLinkedQueue<EchoServerVerticle> servers = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<EchoClientVerticle> clients = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<ServiceVerticle> services = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<MeshVerticle> meshes = new ConcurrentLinkedQueue<>();
    private final Gateways gateways;
    private final Admins admins;
    private final UserVerticles users;
    private final ConcurrentLinkedQueue<String> clientDeployments = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> serverDeployments = new ConcurrentLinkedQueue<>();

    Verticles(Node node, ServerContext context, ClientStats clientStats, GatewayStats gatewayStats) {
        this.node = node;
        this.context = context;
        this.clientStats = clientStats;
        live = context.live();
        loops = LoopPlan.of(live.snapshot());
        admins = new Admins(node.vertx(), loops, live);
        gateways = new Gateways(node.vertx(), loops, context, gatewayStats);
        users = new UserVerticles(node.vertx(), live.snapshot().runtime());
    }

    /** Starts them; fails with a {@link StartException} when an address cannot be had, or one of the user's does not start. */
    Future<?> start(ServiceVerticle service, AdminNode admin) {
        // They may be what answers for the servers, from the first message on.
        loops.turnToUsers(node.vertx());
        return users.start().compose(started -> startServers(service)).compose(started -> admins.start(admin));
    }

    private Future<?> startServers(ServiceVerticle service) {
        int instances = LoopPlan.serverInstances(live.snapshot());
        log.info("transport {}, {} server verticles, node {}", node.transport().name(), instances, node.name());
        loops.turnToServers(node.vertx());
        return deployServers(Share.EVERYBODY, instances)
                .compose(deployed -> startServersBesideClients())
                .compose(deployed -> startService(service))
                .compose(deployed -> startMesh());
    }

    private Future<?> startServersBesideClients() {
        int instances = LoopPlan.serversBesideClients(live.snapshot());
        if (instances == 0) {
            return Future.succeededFuture();
        }
        loops.turnToRequests(node.vertx());
        return deployServers(Share.OWN_CLIENT, instances);
    }

    private Future<?> deployServers(Share share, int instances) {
        Supplier<EchoServerVerticle> server = () -> remember(servers, new EchoServerVerticle(context, share));
        return node.vertx()
                .deployVerticle(server, new DeploymentOptions().setInstances(instances))
                .recover(cause -> Future.failedFuture(new StartException(Causes.describe(cause))))
                .onSuccess(serverDeployments::add);
    }

    private Future<?> startService(ServiceVerticle service) {
        loops.turnToAdmin(node.vertx());
        return node.vertx().deployVerticle(remember(services, service));
    }

    /**
     * Stops without losing what was accepted: takes the node's consumers off the bus, stops accepting and lets
     * connections and requests in flight finish.
     */
    Future<?> stop() {
        Future<Void> stoppedServers = undeploy(serverDeployments);
        // The servers keep the connections of this node's own clients until those have ended them.
        Future<Void> stoppedClients = withdraw()
                .transform(withdrawn -> pauseBeforeLeaving())
                .compose(paused -> leaveBus())
                .transform(left -> undeploy(clientDeployments));
        // Sessions may be what answers for the servers, until those have ended, and the user's verticles for both.
        return Future.join(stoppedServers, stoppedClients)
                .transform(stopped -> stopGateways())
                .compose(stopped -> users.stop())
                .transform(stopped -> stopAdmin());
    }

    private Future<Void> stopGateways() {
        return gateways.stop().recover(cause -> {
            log.warn("stopping: {}", Causes.describe(cause));
            return Future.succeededFuture();
        });
    }

    /** The last: a node that drains is still seen. */
    private Future<Void> stopAdmin() {
        return admins.stop().recover(cause -> {
            log.warn("stopping: {}", Causes.describe(cause));
            return Future.succeededFuture();
        });
    }

    /** Where the admin port is; empty without one. Once started. */
    Optional<String> adminUrl() {
        return admins.url();
    }

    /** Those of all servers. */
    Future<List<ConnectionSnapshot>> connections() {
        return Future.all(servers.stream().map(EchoServerVerticle::connections).toList())
                .map(all -> all.<List<ConnectionSnapshot>>list().stream()
                        .flatMap(List::stream)
                        .toList());
    }

    /** What the event loops of all servers have. */
    Future<List<LoopSnapshot>> loops() {
        return Future.all(servers.stream().map(EchoServerVerticle::loop).toList())
                .map(all -> all.list());
    }

    /** Ends one of them; false when there is none of this id. */
    Future<Boolean> endConnection(String id) {
        return Future.all(
                        servers.stream().map(server -> server.endConnection(id)).toList())
                .map(all -> all.<Boolean>list().contains(true));
    }

    /** Where sessions of the gateway connect to, ports that were free filled in; empty without one. Once started. */
    List<GatewayAddress> gatewayAddresses() {
        return gateways.addresses();
    }

    /** What the node listens with, ports that were free filled in; {@code echo} first. Once started. */
    List<ListenerConfig> listeners() {
        EchoServerVerticle server = servers.peek();
        return server == null ? List.of() : server.listeners();
    }

    /** Those of the user's, once started. */
    UserVerticles users() {
        return users;
    }

    /** Those that take anybody's connections. */
    int serverInstances() {
        return loops.servers();
    }

    int clientInstances() {
        return clients.size();
    }

    /** Starts what takes requests: once the other verticles have been started, and the bus to other nodes is warm. */
    Future<?> takeRequests() {
        return startClients().compose(deployed -> gateways.start());
    }

    private Future<?> startClients() {
        if (!live.client().enabled()) {
            return Future.succeededFuture();
        }
        var objection = live.snapshot().objectionToClient();
        if (objection.isPresent()) {
            log.warn("echobus.client.echo is not served here: {}; choose line or length framing", objection.get());
            return Future.succeededFuture();
        }
        var clientContext = new ClientContext(
                node.name(),
                live,
                serversOfClients(),
                context.ownConnections(),
                clientStats,
                context.tracing(),
                new Random());
        loops.turnToRequests(node.vertx());
        Supplier<EchoClientVerticle> client = () -> remember(clients, new EchoClientVerticle(clientContext));
        return node.vertx()
                .deployVerticle(
                        client,
                        new DeploymentOptions().setInstances(live.client().instances()))
                .onSuccess(clientDeployments::add);
    }

    /** The node's own server is reached where {@code echo} listens: that address alone is known to be served. */
    private ClientServers serversOfClients() {
        Endpoint own = listeners().get(0).endpoint().reachable();
        List<Endpoint> servers = live.client().servers();
        if (servers.isEmpty()) {
            return new ClientServers(List.of(own), own);
        }
        return new ClientServers(servers, live.client().preferOwnServer() ? own : null);
    }

    /** Outside a cluster there are no others to probe. */
    private Future<?> startMesh() {
        if (node.member() == null) {
            return Future.succeededFuture();
        }
        loops.turnToAdmin(node.vertx());
        return node.vertx().deployVerticle(remember(meshes, new MeshVerticle(node.name())));
    }

    private Future<?> withdraw() {
        var member = node.member();
        return member == null
                ? Future.succeededFuture()
                : member.withdrawServices()
                        .onFailure(cause -> log.warn("leaving the cluster's routes: {}", Causes.describe(cause)));
    }

    private Future<?> leaveBus() {
        var leaving = new ArrayList<Future<?>>();
        clients.forEach(client -> leaving.add(client.leave()));
        services.forEach(service -> leaving.add(service.leave()));
        meshes.forEach(mesh -> leaving.add(mesh.leave()));
        var member = node.member();
        if (member != null) {
            leaving.add(member.stopKeepingRoutes());
        }
        return Future.join(leaving).onFailure(cause -> log.warn("leaving the bus: {}", Causes.describe(cause)));
    }

    /** Other members go on sending here until they have learned that this node's consumers are gone; they are served. */
    private Future<Void> pauseBeforeLeaving() {
        int delayMs = live.snapshot().cluster().leaveDelayMs();
        return node.member() == null || delayMs == 0
                ? Future.succeededFuture()
                : node.vertx().timer(delayMs, TimeUnit.MILLISECONDS).mapEmpty();
    }

    private Future<Void> undeploy(Collection<String> deployments) {
        return Future.join(deployments.stream()
                        .map(deployment -> node.vertx().undeploy(deployment).recover(cause -> {
                            log.warn("stopping: {}", Causes.describe(cause));
                            return Future.succeededFuture();
                        }))
                        .toList())
                .mapEmpty();
    }

    private static <T> T remember(ConcurrentLinkedQueue<T> verticles, T verticle) {
        verticles.add(verticle);
        return verticle;
    }
}
