package dev.echobus.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.config.TcpIpConfig;
import com.hazelcast.core.HazelcastException;
import dev.echobus.common.Causes;
import dev.echobus.common.Endpoint;
import dev.echobus.config.ClusterConfig;
import dev.echobus.wire.Doorkeeper;
import dev.echobus.wire.GuardedTransport;
import dev.echobus.wire.bus.BusGuard;
import dev.echobus.wire.bus.BusLimits;
import io.vertx.core.Completable;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.core.transport.Transport;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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

    private final ClusterConfig settings;
    private final boolean isGuest;

    /** Whom Hazelcast looks for; it reads this each time. */
    private final TcpIpConfig search = new TcpIpConfig();

    private @Nullable HazelcastClusterManager manager;
    private @Nullable Membership membership;

    private ClusterMember(ClusterConfig settings, boolean isGuest) {
        this.settings = settings;
        this.isGuest = isGuest;
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
     * The cluster manager to build Vert.x with. Blocks, for a bounded time, for an answer of the configured members.
     *
     * @throws UnknownHostException when {@code cluster.host} has no address
     */
    public ClusterManager manager() throws UnknownHostException {
        var hazelcast =
                isGuest ? new HazelcastClusterManager(hazelcastConfig()) : new AnnouncingManager(hazelcastConfig());
        manager = hazelcast;
        return hazelcast;
    }

    /** Why the ports cannot be listened on, or empty when they can. */
    public Optional<String> portObjection() {
        return ClusterPorts.objection(settings);
    }

    /** Begins to follow who joins and who goes, once joined. Blocks for an answer of each member. */
    public Membership follow() {
        // Who did not answer at the start is looked for again when Hazelcast looks for other parts of the cluster.
        search.setMembers(authorities(settings.members()));
        var followed = Membership.follow(joined().getHazelcastInstance());
        membership = followed;
        log.info("joined cluster \"{}\" as {} {}", settings.name(), name(), address());
        return followed;
    }

    /** Logs which members of the list are not there, and why. Blocks, for a bounded time. */
    public void logSilentMembers() {
        MemberSearch.log(settings, joined().getHazelcastInstance());
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

    private HazelcastClusterManager joined() {
        return Objects.requireNonNull(manager, "not joined yet");
    }

    /** The transport for this member's Vertx: whoever connects to its bus is bounded, to others the doorkeeper sees. */
    public Transport guarded(Transport transport, Doorkeeper doorkeeper) {
        return GuardedTransport.of(transport, doorkeeper, new BusGuard(new BusLimits(settings.messageMaxBytes())));
    }

    /** Where the clustered event bus listens. */
    public EventBusOptions eventBusOptions() {
        Endpoint bus = settings.busEndpoint();
        return new EventBusOptions().setHost(bus.host()).setPort(bus.port());
    }

    private Config hazelcastConfig() throws UnknownHostException {
        Config config = new Config().setClusterName(settings.name()).setLiteMember(isGuest);
        config.setProperty("hazelcast.logging.type", "slf4j")
                .setProperty("hazelcast.phone.home.enabled", "false")
                .setProperty("hazelcast.socket.bind.any", "false")
                .setProperty("hazelcast.wait.seconds.before.join", "0")
                .setProperty("hazelcast.heartbeat.interval.seconds", seconds(settings.heartbeatIntervalMs()))
                .setProperty("hazelcast.max.no.heartbeat.seconds", seconds(settings.heartbeatTimeoutMs()));
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
        search.setEnabled(true).setMembers(authorities(MemberSearch.membersToJoin(settings)));
    }

    private static List<String> authorities(List<Endpoint> members) {
        return members.stream().map(Endpoint::authority).toList();
    }

    private static String seconds(int milliseconds) {
        return String.valueOf(TimeUnit.MILLISECONDS.toSeconds(milliseconds));
    }

    /** Says that it leaves before it does: Hazelcast itself does not tell the others who left from who crashed. */
    private static final class AnnouncingManager extends HazelcastClusterManager {

        AnnouncingManager(Config config) {
            super(config);
        }

        @Override
        public void leave(Completable<Void> done) {
            try {
                getHazelcastInstance()
                        .<String>getTopic(Membership.LEAVING_TOPIC)
                        .publish(getNodeId());
            } catch (HazelcastException unheard) {
                log.warn("leaving unannounced, the other members will call it a loss: {}", Causes.describe(unheard));
            }
            super.leave(done);
        }
    }
}
