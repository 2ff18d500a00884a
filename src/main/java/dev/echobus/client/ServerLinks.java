package dev.echobus.client;

import dev.echobus.client.ServerLink.Origin;
import dev.echobus.common.Endpoint;
import dev.echobus.config.ClientConfig;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The servers of one client verticle: one link to each address, and which of them takes the next request. Lives on the
 * verticle's event loop; {@link ClientConfig#SERVERS_MAX} addresses at most, those beyond are left out. What a request
 * costs grows with the number of links and with nothing else.
 */
final class ServerLinks {

    private static final Logger log = LoggerFactory.getLogger(ServerLinks.class);

    /** Servers whose errors an answer to a request names. */
    private static final int ERRORS_MAX = 3;

    private final ServerLink.Surroundings surroundings;
    private final ClientServers servers;
    private final Map<Endpoint, ServerName> names = new LinkedHashMap<>();

    /** Replaced as a whole, so that whoever goes over it may close links meanwhile. */
    private ServerLink[] links = {};

    /** Those whose server is gone, with requests in flight. */
    private final List<ServerLink> leaving = new ArrayList<>();

    /** Where the search for the least busy begins: one behind the last choice, so that equals take turns. */
    private int next;

    private boolean areTooManyKnown;

    /** @param onReady run whenever requests may be sent, or more of them */
    ServerLinks(Context context, ClientContext node, PendingRequests pending, Runnable onReady) {
        servers = node.servers();
        NetClient client = context.owner()
                .createNetClient(new NetClientOptions().setTcpNoDelay(true).setReconnectAttempts(0));
        surroundings = new ServerLink.Surroundings(context, node, client, pending, onReady);
    }

    /** Begins to connect and to look names up. To be called once, on the verticle's context. */
    void open() {
        for (Endpoint endpoint : servers.endpoints()) {
            if (endpoint.isNamed() && !endpoint.equals(servers.own())) {
                names.put(endpoint, new ServerName(surroundings, endpoint, this::update));
            }
        }
        update();
        names.values().forEach(ServerName::open);
    }

    /** Gives up the connections, failing what is in flight, and connects no more. */
    Future<Void> close() {
        names.values().forEach(ServerName::close);
        surroundings.node().stats().servers(-links.length);
        leaving.forEach(ServerLink::close);
        for (ServerLink link : links) {
            link.close();
        }
        links = new ServerLink[0];
        return surroundings.client().close();
    }

    /** The connection that takes the next request: the own server's, or the one with the least in flight; null: none. */
    @Nullable
    ClientConnection choose() {
        ServerLink[] all = links;
        if (all.length == 1) {
            ClientConnection only = all[0].connection();
            return only != null && only.isReady() ? only : null;
        }
        // The node's own server is the first, if it is preferred.
        if (servers.own() != null && all.length > 0) {
            ClientConnection own = all[0].connection();
            if (own != null && own.hasAnswered()) {
                return own.isReady() ? own : null;
            }
            if (own != null && own.isReadyOnTrial()) {
                return own;
            }
        }
        return leastInFlight(all);
    }

    /** A connection is on trial until its first reply: one request at a time, so that a silent server costs only one. */
    private @Nullable ClientConnection leastInFlight(ServerLink[] all) {
        ClientConnection least = null;
        int leastIndex = 0;
        int index = next;
        for (int left = all.length; left > 0; left--) {
            index = index < all.length ? index : 0;
            ClientConnection connection = all[index].connection();
            if (connection != null
                    && connection.isReadyOnTrial()
                    && (least == null || connection.inFlight() < least.inFlight())) {
                least = connection;
                leastIndex = index;
            }
            index++;
        }
        next = leastIndex + 1;
        return least;
    }

    boolean isAnyConnected() {
        for (ServerLink link : links) {
            if (link.connection() != null) {
                return true;
            }
        }
        return false;
    }

    /** Why there is no connection, for people. */
    String lastErrors() {
        List<String> errors = Stream.concat(
                        Arrays.stream(links).map(ServerLink::lastError),
                        names.values().stream().map(ServerName::lastError).filter(error -> !error.isEmpty()))
                .toList();
        int more = errors.size() - ERRORS_MAX;
        return errors.stream().limit(ERRORS_MAX).collect(Collectors.joining("; "))
                + (more > 0 ? "; and of " + more + " more servers" : "");
    }

    /** Closes every connection with a request in flight that is overdue; the earliest deadline of what is left. */
    long expire(long nowNanos) {
        connections().forEach(connection -> connection.expire(nowNanos));
        // Asked again: an overdue request has taken its connection with it.
        return connections()
                .mapToLong(ClientConnection::earliestDeadlineNanos)
                .min()
                .orElse(PendingRequests.NEVER);
    }

    private Stream<ClientConnection> connections() {
        return Stream.concat(Arrays.stream(links), List.copyOf(leaving).stream())
                .map(ServerLink::connection)
                .filter(Objects::nonNull);
    }

    /** Has a link for each address that is known now: new ones are connected to, those that are gone are retired. */
    private void update() {
        Map<SocketAddress, Origin> wanted = wanted();
        Set<SocketAddress> kept = new HashSet<>();
        List<ServerLink> left = new ArrayList<>();
        List<ServerLink> gone = new ArrayList<>();
        List<ServerLink> added = new ArrayList<>();
        for (ServerLink link : links) {
            (wanted.containsKey(link.server()) ? left : gone).add(link);
            kept.add(link.server());
        }
        wanted.forEach((server, origin) -> {
            if (!kept.contains(server)) {
                added.add(new ServerLink(surroundings, server, origin));
            }
        });
        left.addAll(added);
        surroundings.node().stats().servers(left.size() - links.length);
        links = left.toArray(ServerLink[]::new);
        added.forEach(ServerLink::open);
        gone.forEach(ServerLink::retire);
        leaving.addAll(gone);
        leaving.removeIf(link -> link.connection() == null);
    }

    private Map<SocketAddress, Origin> wanted() {
        Map<SocketAddress, Origin> wanted = new LinkedHashMap<>();
        for (Endpoint endpoint : servers.endpoints()) {
            ServerName name = names.get(endpoint);
            if (name == null) {
                var server = SocketAddress.inetSocketAddress(endpoint.port(), endpoint.host());
                wanted.putIfAbsent(server, new Origin(server.toString(), endpoint.equals(servers.own()), () -> {}));
            } else {
                for (SocketAddress server : name.addresses()) {
                    wanted.putIfAbsent(
                            server, new Origin(server + " of " + endpoint.authority(), false, name::onServerFailed));
                }
            }
        }
        return bounded(wanted);
    }

    private Map<SocketAddress, Origin> bounded(Map<SocketAddress, Origin> wanted) {
        int found = wanted.size();
        if (found <= ClientConfig.SERVERS_MAX) {
            areTooManyKnown = false;
            return wanted;
        }
        if (!areTooManyKnown) {
            areTooManyKnown = true;
            log.warn("client.servers have {} addresses: the first {} are used", found, ClientConfig.SERVERS_MAX);
        }
        Map<SocketAddress, Origin> first = new LinkedHashMap<>();
        wanted.entrySet().stream()
                .limit(ClientConfig.SERVERS_MAX)
                .forEach(entry -> first.put(entry.getKey(), entry.getValue()));
        return first;
    }
}
