package dev.echobus.cluster.route;

import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.AsyncMap;
import io.vertx.core.shareddata.Counter;
import io.vertx.core.shareddata.Lock;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.core.spi.cluster.NodeListener;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.core.spi.cluster.RegistrationListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A cluster manager around another one, to build a clustered Vertx with: it knows what this process has registered and
 * what it sends by, looks that up again whenever members come or go, and registers anew what the cluster has lost. Any
 * thread; bounded by the process's consumers and the addresses that it sends to.
 */
public final class RoutedClusterManager implements ClusterManager {

    /** How long a member is not sent to whose bus refused a connection, where others serve; then one message tries it. */
    private static final int PASS_OVER_MS = 1_000;

    private final ClusterManager manager;
    private final Map<String, Set<RegistrationInfo>> own = new ConcurrentHashMap<>();

    private volatile @Nullable Vertx vertx;
    private volatile @Nullable RouteTable table;
    private volatile @Nullable NodeListener nodeListener;

    /** @param manager does the work, such as Vert.x's for Hazelcast; Vert.x must know of this one alone */
    public RoutedClusterManager(ClusterManager manager) {
        this.manager = manager;
        manager.nodeListener(new Members());
    }

    /** Passes on who comes and who goes, to whom Vert.x has made listen. */
    private final class Members implements NodeListener {

        /** What a member registered may be known here before the member is. */
        @Override
        public void nodeAdded(String nodeId) {
            var listener = nodeListener;
            if (listener != null) {
                listener.nodeAdded(nodeId);
            }
            refreshRoutes();
        }

        @Override
        public void nodeLeft(String nodeId) {
            var listener = nodeListener;
            if (listener != null) {
                listener.nodeLeft(nodeId);
            }
        }
    }

    /** What was put right at one address. */
    record Repair(int registered, int removed) {

        boolean isNone() {
            return registered + removed == 0;
        }
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

    /**
     * Sends to others for a moment, where others serve: the member's bus refused a connection. What is gone is so known
     * before the cluster has missed it, and costs a request now and then instead of its part of all.
     */
    public void passOver(String nodeId) {
        if (table().passOver(nodeId)) {
            Objects.requireNonNull(vertx, "Vert.x sets it before it joins")
                    .setTimer(PASS_OVER_MS, over -> table().tryAgain(nodeId));
        }
    }

    /**
     * Registers anew those of this process's consumers of an address that the cluster does not know, and takes away those
     * that the cluster has for this process and that are not there.
     */
    Future<Repair> repair(String address) {
        return lookup(address).compose(known -> {
            // After the lookup: what is registered meanwhile is no ghost, and registering twice does no harm.
            var mine = Set.copyOf(own.getOrDefault(address, Set.of()));
            var lost = mine.stream().filter(each -> !known.contains(each)).toList();
            var ghosts = known.stream()
                    .filter(each -> each.nodeId().equals(getNodeId()) && !each.localOnly() && !mine.contains(each))
                    .toList();
            var changes = new ArrayList<Future<Void>>();
            lost.forEach(each -> changes.add(register(address, each)));
            ghosts.forEach(each -> changes.add(remove(address, each)));
            return Future.all(changes).map(new Repair(lost.size(), ghosts.size()));
        });
    }

    /**
     * Takes addresses of this process out of the cluster, while its consumers go on serving: others may send here until
     * they have learned of it. They are not registered anew.
     *
     * @return fails when one could not be taken out, after all were tried
     */
    public Future<?> withdraw(Predicate<String> isLeaving) {
        var gone = new ArrayList<Future<Void>>();
        for (String address : addresses()) {
            if (isLeaving.test(address)) {
                Set<RegistrationInfo> registrations = own.remove(address);
                if (registrations != null) {
                    registrations.forEach(each -> gone.add(remove(address, each)));
                }
            }
        }
        return Future.join(gone);
    }

    private Future<Void> remove(String address, RegistrationInfo registration) {
        Promise<Void> promise = Promise.promise();
        manager.removeRegistration(address, registration, promise);
        return promise.future();
    }

    private Future<Void> register(String address, RegistrationInfo registration) {
        Promise<Void> promise = Promise.promise();
        manager.addRegistration(address, registration, promise);
        return promise.future();
    }

    private Future<List<RegistrationInfo>> lookup(String address) {
        Promise<List<RegistrationInfo>> promise = Promise.promise();
        manager.getRegistrations(address, promise);
        return promise.future();
    }

    @Override
    public void registrationListener(RegistrationListener listener) {
        var routes = new RouteTable(listener, this::lookup, this::getNodes);
        table = routes;
        manager.registrationListener(routes);
    }

    @Override
    public void getRegistrations(String address, Completable<List<RegistrationInfo>> promise) {
        lookup(address)
                .map(registrations -> table().found(address, registrations))
                .onComplete(promise);
    }

    @Override
    public void addRegistration(String address, RegistrationInfo registration, Completable<Void> promise) {
        if (!registration.localOnly()) {
            own.computeIfAbsent(address, unused -> ConcurrentHashMap.newKeySet())
                    .add(registration);
        }
        manager.addRegistration(address, registration, promise);
    }

    @Override
    public void removeRegistration(String address, RegistrationInfo registration, Completable<Void> promise) {
        own.computeIfPresent(address, (unused, registrations) -> {
            registrations.remove(registration);
            return registrations.isEmpty() ? null : registrations;
        });
        manager.removeRegistration(address, registration, promise);
    }

    @Override
    public void nodeListener(NodeListener listener) {
        nodeListener = listener;
    }

    @Override
    public void init(Vertx owner) {
        vertx = owner;
        manager.init(owner);
    }

    @Override
    public <K, V> void getAsyncMap(String name, Completable<AsyncMap<K, V>> promise) {
        manager.getAsyncMap(name, promise);
    }

    @Override
    public <K, V> Map<K, V> getSyncMap(String name) {
        return manager.getSyncMap(name);
    }

    @Override
    public void getLockWithTimeout(String name, long timeoutMs, Completable<Lock> promise) {
        manager.getLockWithTimeout(name, timeoutMs, promise);
    }

    @Override
    public void getCounter(String name, Completable<Counter> promise) {
        manager.getCounter(name, promise);
    }

    @Override
    public String getNodeId() {
        return manager.getNodeId();
    }

    @Override
    public List<String> getNodes() {
        return manager.getNodes();
    }

    @Override
    public void setNodeInfo(NodeInfo info, Completable<Void> promise) {
        manager.setNodeInfo(info, promise);
    }

    @Override
    public NodeInfo getNodeInfo() {
        return manager.getNodeInfo();
    }

    @Override
    public void getNodeInfo(String nodeId, Completable<NodeInfo> promise) {
        manager.getNodeInfo(nodeId, promise);
    }

    @Override
    public void join(Completable<Void> promise) {
        manager.join(promise);
    }

    @Override
    public void leave(Completable<Void> promise) {
        manager.leave(promise);
    }

    @Override
    public boolean isActive() {
        return manager.isActive();
    }

    @Override
    public String clusterHost() {
        return manager.clusterHost();
    }

    @Override
    public String clusterPublicHost() {
        return manager.clusterPublicHost();
    }

    private RouteTable table() {
        return Objects.requireNonNull(table, "Vert.x sets it before it joins");
    }
}
