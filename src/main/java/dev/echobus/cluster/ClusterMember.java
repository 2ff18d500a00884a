package dev.echobus.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.config.NetworkConfig;
import dev.echobus.bus.Addresses;
import dev.echobus.cluster.port.MemberPort;
import dev.echobus.cluster.route.RouteKeeper;
import dev.echobus.cluster.route.RoutedClusterManager;
import dev.echobus.common.Endpoint;
import dev.echobus.config.ClusterConfig;
import dev.echobus.wire.Doorkeeper;
import dev.echobus.wire.GuardedTransport;
import dev.echobus.wire.bus.BusGuard;
import dev.echobus.wire.bus.BusLimits;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.core.transport.Transport;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process as a member of the cluster: Hazelcast for membership and the map of consumers, Vert.x's own connections
 * for the messages. Members are found by the configured list alone: no multicast, no discovery, no phone-home, and no
 * port that was not asked for.
 */
public final class ClusterMember {

    private static final Logger log = LoggerFactory.getLogger(ClusterMember.class);

    /** Messages wait for the connection to their node, and it for a node that may be gone. */
    private static final int BUS_CONNECT_TIMEOUT_MS = 2_000;

    /** How long Hazelcast waits in vain for a master among the members before it offers itself as one. */
    private static final int JOIN_ROUND_SECONDS = 1;

    /** How long a process that has joined waits for connections to all members; one of them may hang, for two minutes. */
    private static final int CONNECT_ALL_SECONDS = 5;

    /**
     * How long a write waits for its copy on another member. While members come and go that one may see other owners than
     * the writer's does, and says nothing then; Hazelcast would wait five seconds. A lost copy is made again later, and what
     * is missing the audits tell.
     */
    private static final int COPY_TIMEOUT_MS = 500;

    private final ClusterConfig settings;
    private final boolean isGuest;

    private final BusGuard bus;

    /** Whom Hazelcast looks for; it reads this each time. */
    private final MemberList search = new MemberList();

    private @Nullable GuardedClusterManager manager;
    private @Nullable RoutedClusterManager routed;
    private @Nullable Membership membership;
    private volatile @Nullable MinimumMembers minimum;
    private volatile @Nullable RouteKeeper routes;
    private volatile @Nullable AuditService audits;

    private ClusterMember(ClusterConfig settings, boolean isGuest) {
        this.settings = settings;
        this.isGuest = isGuest;
        var limits = new BusLimits(
                settings.messageMaxBytes(),
                settings.unsentMaxBytes(),
                settings.tls().verifyHost());
        bus = new BusGuard(limits, new NamedRefusals());
    }

    /** A node that stays: it holds its share of the map of consumers. */
    public static ClusterMember node(ClusterConfig settings) {
        return new ClusterMember(settings, false);
    }

    /** A process that comes for a few messages: it holds nothing, so that it can leave at once. */
    public static ClusterMember guest(ClusterConfig settings) {
        return new ClusterMember(settings, true);
    }

    /**
     * The cluster manager to build Vert.x with. Joins, or founds, the cluster, and blocks until that is done.
     *
     * @throws RuntimeException when Hazelcast does not start
     * @throws UnknownHostException when {@code cluster.host} has no address
     */
    public ClusterManager manager() throws UnknownHostException {
        var hazelcast = new GuardedClusterManager(
                MemberPort.open(hazelcastConfig(), ClusterSecret.proof(settings).orElse(null)), bus, !isGuest);
        var withRoutes = new RoutedClusterManager(hazelcast);
        bus.whenRefused(withRoutes::passOver);
        manager = hazelcast;
        routed = withRoutes;
        return withRoutes;
    }

    /** Why the bus's files cannot be used or the ports not be listened on, or empty when they can. */
    public Optional<String> objection() {
        return BusTls.objection(settings.tls())
                .or(() -> ClusterSecret.objection(settings))
                .or(() -> ClusterPorts.objection(settings));
    }

    /** Why the bus cannot start that has not, once joined: its port was taken meanwhile. Empty when it was something else. */
    public Optional<String> objectionToBus() {
        return ClusterPorts.objectionToBus(settings);
    }

    /** Begins to follow who joins and who goes, once joined. Blocks for an answer of each member. */
    public Membership follow(Vertx vertx) {
        var followed = Membership.follow(joined().getHazelcastInstance());
        membership = followed;
        minimum = new MinimumMembers(settings, followed::nodes);
        // Who did not answer at the start is looked for again when Hazelcast looks for other parts of the cluster.
        new MemberLookup(vertx, settings.members(), search, () -> followed.nodes() == 1).start();
        log.info("joined cluster \"{}\" as {} {}", settings.name(), name(), address());
        return followed;
    }

    /**
     * Waits, once followed, until the cluster has the nodes that {@code cluster.minimumMembers} asks for.
     *
     * @return fails when it has too few of them within a bounded time
     */
    public Future<Void> awaitMinimum(Vertx vertx) {
        return minimum().await(vertx, membership());
    }

    /**
     * Keeps the routes to this node and from it true from now on, once it is followed and its consumers are registered.
     *
     * @return fails when the others do not send to this node within a bounded time
     */
    public Future<RouteKeeper> keepRoutes(Vertx vertx) {
        var keeper = RouteKeeper.of(vertx, routed(), new NodeScope(membership()));
        var service = new AuditService(vertx, keeper, () -> membership().absent(search.getMembers()));
        routes = keeper;
        audits = service;
        return service.registered()
                .compose(registered -> keeper.start(settings.auditIntervalMs()))
                .map(keeper);
    }

    /** Fails when the others do not send to what has been registered since, within a bounded time. */
    public Future<Void> awaitSeen() {
        return Objects.requireNonNull(routes, "not kept yet").awaitSeen();
    }

    /** False while an audit has found this node cut off, and while the cluster has too few nodes. Any thread. */
    public boolean isReady() {
        var keeper = routes;
        return keeper != null && keeper.isReady() && minimum().isReady();
    }

    /**
     * Has the other members send nothing new to this node's services, whose consumers go on serving what comes yet. Any
     * thread.
     */
    public Future<?> withdrawServices() {
        return routed().withdraw(address -> !Addresses.lastsThroughDrain(address));
    }

    /** Takes what answers audits off the bus. Any thread; idempotent. */
    public Future<?> stopKeepingRoutes() {
        var keeper = routes;
        var service = audits;
        return keeper == null || service == null ? Future.succeededFuture() : Future.all(keeper.stop(), service.stop());
    }

    /** Logs which members of the list are not there, and why. Blocks, for a bounded time. */
    public void logSilentMembers() {
        MemberSearch.log(settings, joined().getHazelcastInstance());
    }

    /** The members of the list that are not there, and why; empty when all are. Blocks, for a bounded time. */
    public String absentMembers() {
        return MemberSearch.absent(settings, joined().getHazelcastInstance());
    }

    /** Each member of the list, and why it did not answer. Blocks, for a bounded time. */
    public String silentMembers() {
        return MemberSearch.describe(settings);
    }

    /** The node's name, once joined. */
    public String name() {
        return Membership.nameOf(joined().getNodeId());
    }

    /** Who is in the cluster, once it is followed. Any thread. */
    public Membership membership() {
        return Objects.requireNonNull(membership, "not followed yet");
    }

    /** Where the other members reach this one, {@code host:port}, once joined. */
    public String address() {
        return Membership.text(
                joined().getHazelcastInstance().getCluster().getLocalMember().getAddress());
    }

    /** How many processes the cluster has, this one among them, once joined. Any thread. */
    int clusterSize() {
        return joined().getHazelcastInstance().getCluster().getMembers().size();
    }

    private MinimumMembers minimum() {
        return Objects.requireNonNull(minimum, "not followed yet");
    }

    private GuardedClusterManager joined() {
        return Objects.requireNonNull(manager, "not joined yet");
    }

    private RoutedClusterManager routed() {
        return Objects.requireNonNull(routed, "not joined yet");
    }

    /** The transport for this member's Vertx: whoever connects to its bus is bounded, to others the doorkeeper sees. */
    public Transport guarded(Transport transport, Doorkeeper doorkeeper) {
        return GuardedTransport.of(transport, doorkeeper, bus);
    }

    /** Where the clustered event bus listens. */
    public EventBusOptions eventBusOptions() {
        Endpoint endpoint = settings.busEndpoint();
        var options = new EventBusOptions()
                .setHost(endpoint.host())
                .setPort(endpoint.port())
                .setConnectTimeout(BUS_CONNECT_TIMEOUT_MS)
                .setClusterPingInterval(settings.heartbeatIntervalMs())
                .setClusterPingReplyInterval(settings.heartbeatTimeoutMs());
        BusTls.apply(settings.tls(), options);
        return options;
    }

    private Config hazelcastConfig() throws UnknownHostException {
        Config config = new Config().setClusterName(settings.name()).setLiteMember(isGuest);
        config.setProperty("hazelcast.logging.type", "slf4j")
                .setProperty("hazelcast.phone.home.enabled", "false")
                .setProperty("hazelcast.health.monitoring.level", "OFF")
                .setProperty("hazelcast.socket.bind.any", "false")
                .setProperty("hazelcast.wait.seconds.before.join", "0")
                .setProperty("hazelcast.shutdownhook.enabled", "false")
                .setProperty("hazelcast.connect.all.wait.seconds", String.valueOf(CONNECT_ALL_SECONDS))
                .setProperty("hazelcast.operation.backup.timeout.millis", String.valueOf(COPY_TIMEOUT_MS))
                .setProperty("hazelcast.heartbeat.interval.seconds", seconds(settings.heartbeatIntervalMs()))
                .setProperty("hazelcast.max.no.heartbeat.seconds", seconds(settings.heartbeatTimeoutMs()));
        // Hazelcast looks for other parts of a split cluster only after five minutes by itself, and then every other
        // one.
        config.setProperty("hazelcast.merge.first.run.delay.seconds", seconds(settings.mergeIntervalMs()))
                .setProperty("hazelcast.merge.next.run.delay.seconds", seconds(settings.mergeIntervalMs()));
        // Its figures of itself, which nobody reads here.
        config.getMetricsConfig().setEnabled(false);
        String nodeId = UUID.randomUUID().toString();
        config.getMemberAttributeConfig().setAttribute(Membership.NODE_ID_ATTRIBUTE, nodeId);
        // Its threads are named so; by itself it makes up names for people, which takes longer than a thread's start.
        config.setInstanceName(Membership.nameOf(nodeId));
        // What Vert.x keeps there: the consumers of each address, and where each node's event bus listens.
        config.getMultiMapConfig("__vertx.subs")
                .setBackupCount(1)
                .setValueCollectionType(MultiMapConfig.ValueCollectionType.SET);
        config.getMapConfig("__vertx.haInfo").setBackupCount(1);
        config.getMapConfig("__vertx.nodeInfo").setBackupCount(1);
        configure(config.getNetworkConfig());
        return config;
    }

    private void configure(NetworkConfig network) throws UnknownHostException {
        network.setPort(settings.port()).setPortAutoIncrement(false);
        network.getInterfaces()
                .setEnabled(true)
                .addInterface(InetAddress.getByName(settings.host()).getHostAddress());
        var join = network.getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.setTcpIpConfig(search);
        search.setEnabled(true)
                .setConnectionTimeoutSeconds(JOIN_ROUND_SECONDS)
                .setMembers(MemberAddresses.authorities(MemberSearch.membersToJoin(settings)));
    }

    private static String seconds(int milliseconds) {
        return String.valueOf(TimeUnit.MILLISECONDS.toSeconds(milliseconds));
    }
}
