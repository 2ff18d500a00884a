package dev.echobus.wire;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.SocketAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * All addresses of a host's name, by Vert.x's resolver, which is internal API and blocks no event loop. Bounded by the
 * resolver's own time limits and by as many addresses as it answers with.
 */
public final class HostAddresses {

    private HostAddresses() {}

    /**
     * The addresses of the family that the resolver puts first, each with the port; at least one. Fails when the name
     * has none or nobody says. Completes on any thread.
     */
    public static Future<List<SocketAddress>> of(Vertx vertx, String host, int port) {
        return ((VertxInternal) vertx).nameResolver().resolveAll(host).map(found -> ofOneFamily(found, port));
    }

    private static List<SocketAddress> ofOneFamily(List<InetSocketAddress> found, int port) {
        Class<?> family = found.get(0).getAddress().getClass();
        return found.stream()
                .map(InetSocketAddress::getAddress)
                .filter(family::isInstance)
                .map(address -> SocketAddress.inetSocketAddress(port, address.getHostAddress()))
                .distinct()
                .toList();
    }
}
