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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The routes by which this process sends: for each address that it has sent to, the members that consume it. Stands
 * between the cluster manager and the event bus's own cache, which keeps what was lost with a member
 * ({@code docs/upstream/}), and gives the cache its routes anew whenever members come or go. Any thread; bounded by the
 * addresses in that cache.
 */
final class RouteTable implements RegistrationListener {

    private static final Logger log = LoggerFactory.getLogger(RouteTable.class);

    private final RegistrationListener cache;
    private final Function<String, Future<List<RegistrationInfo>>> lookup;
    private final Supplier<? extends Collection<String>> members;
    private final Map<String, Set<String>> routes = new ConcurrentHashMap<>();

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

    /** For each address the ids of the members that are sent to. */
    Map<String, Set<String>> routes() {
        return new TreeMap<>(routes);
    }

    /** What the cluster knows of an address, without members that are gone; remembered as the routes to it. */
    List<RegistrationInfo> found(String address, List<RegistrationInfo> registrations) {
        var current = members.get();
        var live = registrations.stream()
                .filter(registration -> current.contains(registration.nodeId()))
                .toList();
        var nodes = new TreeSet<String>();
        // A local consumer has no route: its own process alone sends to it.
        live.stream()
                .filter(registration -> !registration.localOnly())
                .forEach(registration -> nodes.add(registration.nodeId()));
        if (nodes.isEmpty()) {
            routes.remove(address);
        } else {
            routes.put(address, nodes);
        }
        return live;
    }

    @Override
    public void registrationsUpdated(RegistrationUpdateEvent event) {
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
