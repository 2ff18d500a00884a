package dev.echobus.cluster;

import dev.echobus.common.Causes;
import dev.echobus.common.Endpoint;
import dev.echobus.config.ClusterConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * Whether a member's address is one of this machine and its two ports can be had, tried before joining: Hazelcast reports
 * a port that is taken by a stack trace, and Vert.x takes its own only when the node has joined already. Any thread; holds
 * nothing.
 */
final class ClusterPorts {

    private ClusterPorts() {}

    /** The first port that cannot be listened on: where, which setting says so, and what the system said. */
    static Optional<String> objection(ClusterConfig settings) {
        var membership = Endpoint.tcp(settings.host(), settings.port());
        return objectionToHost(settings.host())
                .or(() -> objection(membership, "membership port of the cluster, cluster.port"))
                .or(() -> objectionToBus(settings));
    }

    /** The same of the port of the bus alone: once this member has joined, the other one is its own. */
    static Optional<String> objectionToBus(ClusterConfig settings) {
        String setting = settings.busPort() == 0 ? "cluster.busPort: the one after cluster.port" : "cluster.busPort";
        return objection(settings.busEndpoint(), "bus port of the cluster, " + setting);
    }

    private static Optional<String> objectionToHost(String host) {
        InetAddress address;
        try {
            address = InetAddress.getByName(host);
        } catch (UnknownHostException unknown) {
            return Optional.of("cluster.host: no address found for " + host);
        }
        if (address.isAnyLocalAddress()) {
            return Optional.of(
                    "cluster.host: expected the one address that the other members reach this node at, found " + host);
        }
        return isOwn(address)
                ? Optional.empty()
                : Optional.of("cluster.host: " + host + " is no address of a network interface here");
    }

    private static boolean isOwn(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException unknown) {
            // Trying to listen there tells.
            return true;
        }
    }

    private static Optional<String> objection(Endpoint endpoint, String what) {
        if (endpoint.port() == 0) {
            return Optional.empty();
        }
        try (var socket = new ServerSocket()) {
            // As those who will listen do: connections that have ended are no reason.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(endpoint.host(), endpoint.port()));
            return Optional.empty();
        } catch (IOException refused) {
            return Optional.of(
                    "cannot listen on " + endpoint.authority() + " (" + what + "): " + Causes.describe(refused));
        }
    }
}
