package dev.echobus.cluster.route;

import dev.echobus.common.Causes;
import io.vertx.core.Future;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.core.spi.cluster.RegistrationListener;
import io.vertx.core.spi.cluster.RegistrationUpdateEvent;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The routes by which this process sends: for each address that it has sent to, the members that consume it. Stands
 * between the cluster manager and the event bus's own cache, which keeps what was lost with a member
 * ({@code docs/upstream/}), and gives the cache its routes anew whenever members come or go. A member whose bus refuses
 * connections is passed over where another consumes the address. Any thread; bounded by the addresses in that cache.
 */
final class RouteTable implements RegistrationListener {

    private static final Logger log = LoggerFactory.getLogger(RouteTable.class);

    private final RegistrationListener cache;
    private final Function<String, Future<List<RegistrationInfo>>> lookup;
    private final Supplier<? extends Collection<String>> members;

    /** What the cluster knows of each address that has a consumer whom other processes can send to. */
    private final Map<String, List<RegistrationInfo>> routes = new ConcurrentHashMap<>();

    private final Set<String> refusing = ConcurrentHashMap.newKeySet();

    /** How often a refresh was asked for since the one that runs began; 0 when none runs. */
    private final AtomicInteger refreshes = new AtomicInteger();

    /**
     * @param cache the event bus's own, which takes each change
     * @param lookup what the cluster knows of an address
     * @param members the ids of the members that there are
     */
    RouteTable(
            RegistrationListener cache,
            Function<String, Future<List<RegistrationInfo>>> lookup,
            Supplier<? extends Collection<String>> members) {
        this.cache = cache;
        this.lookup = lookup;
        this.members = members;
    }

    /** For each address the ids of the members that are sent to, those that are passed over for a moment among them. */
    Map<String, Set<String>> routes() {
        var nodes = new TreeMap<String, Set<String>>();
        routes.forEach((address, registrations) -> nodes.put(
                address,
                registrations.stream()
                        .filter(RouteTable::isRoute)
                        .map(RegistrationInfo::nodeId)
                        .collect(Collectors.toCollection(TreeSet::new))));
        return nodes;
    }

    /**
     * What the cluster knows of an address, remembered as the routes to it; without members that are gone, and without
     * those that refuse connections.
     */
    List<RegistrationInfo> found(String address, List<RegistrationInfo> registrations) {
        var current = members.get();
        var live = registrations.stream()
                .filter(registration -> current.contains(registration.nodeId()))
                .toList();
        if (live.stream().anyMatch(RouteTable::isRoute)) {
            routes.put(address, live);
        } else {
            routes.remove(address);
        }
        return withoutRefusing(live);
    }

    /** A local consumer has no route: its own process alone sends to it. */
    private static boolean isRoute(RegistrationInfo registration) {
        return !registration.localOnly();
    }

    /** All of them when each refuses: one must be tried. */
    private List<RegistrationInfo> withoutRefusing(List<RegistrationInfo> live) {
        var willing = live.stream()
                .filter(registration -> !refusing.contains(registration.nodeId()))
                .toList();
        return willing.isEmpty() ? live : willing;
    }

    /**
     * Nobody listens where the member's bus should be: it is not sent to until it is to be tried again.
     *
     * @return false when it is passed over already
     */
    boolean passOver(String node) {
        boolean isNew = refusing.add(node);
        if (isNew) {
            update(node);
        }
        return isNew;
    }

    /** Sends to a member again that was passed over. */
    void tryAgain(String node) {
        if (refusing.remove(node)) {
            update(node);
        }
    }

    private synchronized void update(String node) {
        routes.forEach((address, registrations) -> {
            if (registrations.stream().anyMatch(each -> each.nodeId().equals(node))) {
                cache.registrationsUpdated(new RegistrationUpdateEvent(address, withoutRefusing(registrations)));
            }
        });
    }

    @Override
    public synchronized void registrationsUpdated(RegistrationUpdateEvent event) {
        cache.registrationsUpdated(
                new RegistrationUpdateEvent(event.address(), found(event.address(), event.registrations())));
    }

    @Override
    public void registrationsLost() {
        cache.registrationsLost();
        refresh();
    }

    @Override
    public boolean wantsUpdatesFor(String address) {
        return cache.wantsUpdatesFor(address);
    }

    /** Looks up each route again, one after the other, and gives it to the cache. Returns at once. */
    void refresh() {
        if (refreshes.getAndIncrement() == 0) {
            refreshNext(new ArrayDeque<>(routes.keySet()));
        }
    }

    private void refreshNext(Queue<String> addresses) {
        String address = addresses.poll();
        if (address == null) {
            if (refreshes.getAndSet(0) > 1) {
                refresh();
            }
        } else if (cache.wantsUpdatesFor(address)) {
            lookup.apply(address).onComplete(registrations -> {
                if (registrations.succeeded()) {
                    registrationsUpdated(new RegistrationUpdateEvent(address, registrations.result()));
                } else {
                    log.debug("route to {} kept: {}", address, Causes.describe(registrations.cause()));
                }
                refreshNext(addresses);
            });
        } else {
            routes.remove(address);
            refreshNext(addresses);
        }
    }
}
