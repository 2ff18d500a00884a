package dev.echobus.reliability;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Assumptions;

/** A network of its own for a server and its clients, with nothing but loopback, in which packets may be lost. */
final class Namespace implements AutoCloseable {

    private static final List<String> FOLDERS = List.of("/usr/sbin", "/sbin", "/usr/bin", "/bin");

    private final String name;

    private Namespace(String name) {
        this.name = name;
    }

    /** Makes one; the test is skipped where that cannot be had, unless ECHOBUS_REQUIRE_TOOLS is set. */
    static Namespace create() {
        requireRootAnd("ip", "iptables");
        var namespace = new Namespace(
                "echobus-" + Integer.toHexString(ThreadLocalRandom.current().nextInt()));
        Command.output(List.of("ip", "netns", "add", namespace.name));
        Command.output(List.of("ip", "-n", namespace.name, "link", "set", "lo", "up"));
        return namespace;
    }

    static void requireTool(String tool) {
        require(tool, FOLDERS.stream().anyMatch(folder -> Files.isExecutable(Path.of(folder, tool))));
    }

    static void requireRootAnd(String... tools) {
        require("root", "root".equals(System.getProperty("user.name")));
        for (String tool : tools) {
            requireTool(tool);
        }
    }

    private static void require(String what, boolean isThere) {
        if (System.getenv("ECHOBUS_REQUIRE_TOOLS") == null) {
            Assumptions.assumeTrue(isThere, "needs " + what);
        } else if (!isThere) {
            throw new AssertionError("needs " + what);
        }
    }

    /** What to put before a command so that it runs in here. */
    List<String> exec() {
        return List.of("ip", "netns", "exec", name);
    }

    /** Adds or deletes a rule for the packets that arrive. */
    void iptables(String... rule) {
        var command = new ArrayList<>(exec());
        command.addAll(List.of("iptables", "-w"));
        command.addAll(List.of(rule));
        Command.output(command);
    }

    /** Loses so many percent of all packets. */
    void losePackets(double percent) {
        losePackets(percent, 0);
    }

    /** Loses so many percent of the packets of at least so many bytes. */
    void losePackets(double percent, int minBytes) {
        iptables(("-A INPUT -m length --length %d: -m statistic --mode random --probability %s -j DROP")
                .formatted(minBytes, percent / 100)
                .split(" "));
    }

    /** Loses every packet from and to an address. */
    void swallow(String address) {
        iptables("-A", "INPUT", "-s", address, "-j", "DROP");
        iptables("-A", "INPUT", "-d", address, "-j", "DROP");
    }

    /** Delivers every packet again. */
    void forgetRules() {
        iptables("-F");
    }

    @Override
    public void close() {
        Command.output(List.of("ip", "netns", "del", name));
    }
}
