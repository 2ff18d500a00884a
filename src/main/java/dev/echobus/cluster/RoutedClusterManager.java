package dev.echobus.cluster;

import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import dev.echobus.bus.FailureCode;
import dev.echobus.common.Causes;
import dev.echobus.wire.bus.BusGuard;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.core.spi.cluster.RegistrationListener;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hazelcast's cluster manager, its routes kept true: it knows what this process has registered and what it sends by,
 * registers anew what the cluster has lost, and says that it leaves before it does. Any thread.
 */
final class RoutedClusterManager extends HazelcastClusterManager {

    private static final Logger log = LoggerFactory.getLogger(RoutedClusterManager.class);

    private final BusGuard bus;
    private final boolean isAnnouncing;
    private final Map<String, Set<RegistrationInfo>> own = new ConcurrentHashMap<>();

    private volatile @Nullable RouteTable table;
    private volatile @Nullable Vertx vertx;

    /**
     * @param hazelcast ends with this
     * @param bus learns where the bus is about to connect
     * @param isAnnouncing whether others are told that this member leaves: Hazelcast does not tell it from a crash
     */
    RoutedClusterManager(HazelcastInstance hazelcast, BusGuard bus, boolean isAnnouncing) {
        super(hazelcast);
        this.bus = bus;
        this.isAnnouncing = isAnnouncing;
    }

    @Override
    public void init(Vertx owner) {
        vertx = owner;
        super.init(owner);
    }

    @Override
    public void registrationListener(RegistrationListener listener) {
        var routes = new RouteTable(listener, this::lookup, this::getNodes);
        table = routes;
        super.registrationListener(routes);
    }

    /** For each address the ids of the members that this process sends to. */
    Map<String, Set<String>> routes() {
        return table().routes();
    }

    /** The addresses that others reach this process by. */
    Set<String> addresses() {
        return new TreeSet<>(own.keySet());
    }

    /** Looks up each route again. Returns at once. */
    void refreshRoutes() {
        table().refresh();
    }

    /** Registers anew those of this process's consumers of an address that the cluster does not know. */
    Future<Integer> repair(String address) {
        var mine = Set.copyOf(own.getOrDefault(address, Set.of()));
        return lookup(address).compose(known -> {
            var lost = mine.stream().filter(each -> !known.contains(each)).toList();
            var registered = lost.stream().map(each -> register(address, each)).toList();
            return Future.all(registered).map(lost.size());
        });
    }

    /**
     * Takes addresses of this process out of the cluster, while its consumers go on serving: others may send here until
     * they have learned of it. They are not registered anew.
     */
    Future<?> withdraw(Predicate<String> isLeaving) {
        var gone = new ArrayList<Future<Void>>();
        for (String address : addresses()) {
            if (isLeaving.test(address)) {
                Set<RegistrationInfo> registrations = own.remove(address);
                if (registrations != null) {
                    registrations.forEach(each -> gone.add(withdraw(address, each)));
                }
            }
        }
        return Future.join(gone);
    }

    private Future<Void> withdraw(String address, RegistrationInfo registration) {
        Promise<Void> promise = Promise.promise();
        super.removeRegistration(address, registration, promise);
        return promise.future();
    }

    private Future<Void> register(String address, RegistrationInfo registration) {
        Promise<Void> promise = Promise.promise();
        super.addRegistration(address, registration, promise);
        return promise.future();
    }

    private Future<List<RegistrationInfo>> lookup(String address) {
        Promise<List<RegistrationInfo>> promise = Promise.promise();
        super.getRegistrations(address, promise);
        return promise.future();
    }

    @Override
    public void getRegistrations(String address, Completable<List<RegistrationInfo>> promise) {
        lookup(address)
                .map(registrations -> table().found(address, registrations))
                .onComplete(promise);
    }

    /** The bus asks for it just before it connects there. */
    @Override
    public void getNodeInfo(String nodeId, Completable<NodeInfo> promise) {
        String name = Membership.nameOf(nodeId);
        bus.connecting(vertx().eventBus(), nodeId, name);
        super.getNodeInfo(nodeId, (info, failure) -> {
            if (info == null) {
                // By this name the bus tells whoever waits at once.
                promise.fail(FailureCode.NOT_CONNECTED.with(
                        "where the bus of " + name + " is, is not known: " + Causes.describe(failure)));
                return;
            }
            bus.expect(info.host(), info.port());
            promise.succeed(info);
        });
    }

    @Override
    public void addRegistration(String address, RegistrationInfo registration, Completable<Void> promise) {
        if (!registration.localOnly()) {
            own.computeIfAbsent(address, unused -> ConcurrentHashMap.newKeySet())
                    .add(registration);
        }
        super.addRegistration(address, registration, promise);
    }

    @Override
    public void removeRegistration(String address, RegistrationInfo registration, Completable<Void> promise) {
        own.computeIfPresent(address, (unused, registrations) -> {
            registrations.remove(registration);
            return registrations.isEmpty() ? null : registrations;
        });
        super.removeRegistration(address, registration, promise);
    }

    /** What a member registered may be known here before the member is. */
    @Override
    public synchronized void memberAdded(MembershipEvent event) {
        super.memberAdded(event);
        refreshRoutes();
    }

    @Override
    public void leave(Completable<Void> done) {
        if (isAnnouncing) {
            try {
                getHazelcastInstance()
                        .<String>getTopic(Membership.LEAVING_TOPIC)
                        .publish(getNodeId());
            } catch (HazelcastException unheard) {
                log.warn("leaving unannounced, the other members will call it a loss: {}", Causes.describe(unheard));
            }
        }
        Promise<Void> left = Promise.promise();
        super.leave(left);
        // What was not made by the manager it does not end.
        left.future()
                .compose(unused -> vertx().<Void>executeBlocking(() -> {
                    getHazelcastInstance().shutdown();
                    return null;
                }))
                .onComplete(done);
    }

    private Vertx vertx() {
        return Objects.requireNonNull(vertx, "Vert.x sets it before it joins");
    }

    private RouteTable table() {
        return Objects.requireNonNull(table, "Vert.x sets it before it joins");
    }
}
