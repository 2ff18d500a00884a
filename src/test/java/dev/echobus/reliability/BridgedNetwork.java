package dev.echobus.reliability;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Hosts on a network of their own, each a namespace, joined by a bridge in another: a host can be cut off, and put back. */
final class BridgedNetwork implements AutoCloseable {

    private static final String PREFIX = "10.77.0.";

    /** Names of interfaces are short; half of each pair lives in the bridge's namespace. */
    private final String name =
            "eb" + Integer.toHexString(ThreadLocalRandom.current().nextInt(0x1000, 0x10000));

    private final int hosts;

    private BridgedNetwork(int hosts) {
        this.hosts = hosts;
    }

    /** Makes one; the test is skipped where that cannot be had, unless ECHOBUS_REQUIRE_TOOLS is set. */
    static BridgedNetwork of(int hosts) {
        Namespace.requireRootAnd("ip");
        var network = new BridgedNetwork(hosts);
        try {
            network.build();
        } catch (AssertionError refused) {
            network.close();
            throw refused;
        }
        return network;
    }

    private void build() {
        ip("netns add " + name);
        ip("-n " + name + " link add bridge type bridge");
        ip("-n " + name + " link set bridge up");
        for (int host = 1; host <= hosts; host++) {
            String namespace = namespace(host);
            ip("netns add " + namespace);
            ip("-n " + namespace + " link set lo up");
            ip("link add " + port(host) + " netns " + name + " type veth peer name eth0 netns " + namespace);
            ip("-n " + namespace + " addr add " + address(host) + "/24 dev eth0");
            ip("-n " + namespace + " link set eth0 up");
            putBack(host);
        }
    }

    /** The address of a host; the first is 1. */
    String address(int host) {
        return PREFIX + host;
    }

    /** What to put before a command so that it runs on a host. */
    List<String> exec(int host) {
        return List.of("ip", "netns", "exec", namespace(host));
    }

    /** Takes a host off the bridge: what it sends, and what is sent to it, is lost without a word. */
    void cutOff(int host) {
        ip("-n " + name + " link set " + port(host) + " nomaster");
    }

    void putBack(int host) {
        ip("-n " + name + " link set " + port(host) + " master bridge up");
    }

    /** Loses what one host sends to a TCP port of another; what that one sends by connections of its own arrives. */
    void dropTcp(int from, int to, int port) {
        iptables(to, "-A INPUT -s " + address(from) + " -p tcp --dport " + port + " -j DROP");
    }

    /** Delivers again what a host lost by rules. */
    void forgetRules(int host) {
        iptables(host, "-F");
    }

    private void iptables(int host, String arguments) {
        var command = new ArrayList<>(exec(host));
        command.addAll(List.of("iptables", "-w"));
        command.addAll(List.of(arguments.split(" ")));
        Command.output(command);
    }

    private String namespace(int host) {
        return name + "h" + host;
    }

    private String port(int host) {
        return name + "p" + host;
    }

    private static void ip(String arguments) {
        var command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments.split(" ")));
        Command.output(command);
    }

    @Override
    public void close() {
        String known = Command.output(List.of("ip", "netns", "list"));
        for (int host = 1; host <= hosts; host++) {
            delete(known, namespace(host));
        }
        delete(known, name);
    }

    private static void delete(String known, String namespace) {
        if (known.lines().anyMatch(line -> line.split(" ")[0].equals(namespace))) {
            ip("netns del " + namespace);
        }
    }
}
