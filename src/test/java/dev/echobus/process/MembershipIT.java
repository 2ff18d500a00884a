package dev.echobus.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.FreePorts;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node says of who is in its cluster: those who come, leave and are lost, and why it is alone. */
class MembershipIT {

    @TempDir
    private Path directory;

    @Test
    void whoComesLeavesAndIsLostIsLoggedCountedAndListed() throws IOException, InterruptedException {
        int port = FreePorts.next();
        int otherPort = FreePorts.next();
        String members = address(port) + "," + address(otherPort);
        try (Program node = ClusterNode.start(directory, members, port)) {
            awaitLine(
                    node,
                    "alone: no member of cluster\\.members answered: " + address(otherPort)
                            + " \\(Connection refused\\)");
            try (Program other = ClusterNode.start(directory, members, otherPort)) {
                String name = nameOf(other);
                awaitLine(node, "member joined " + name + " " + address(otherPort));
                assertThat(states(ask(node, members, "info"))).containsExactly("up", "up");
                other.signal("TERM");
                assertThat(other.exitCode()).isEqualTo(143);
                awaitLine(node, "member left " + name + " " + address(otherPort));
            }
            awaitLine(node, "alone: no other member is left");
            assertThat(states(ask(node, members, "info"))).containsExactly("up", "left");
            try (Program other = ClusterNode.start(directory, members, otherPort)) {
                String name = nameOf(other);
                awaitLine(node, "member joined " + name);
                other.signal("KILL");
                awaitLine(node, "member lost " + name + " " + address(otherPort));
            }
            JsonObject info = ask(node, members, "info");
            assertThat(states(info)).containsExactly("up", "lost");
            JsonObject stats = ask(node, members, "stats");
            assertThat(stats.getLong("members")).isOne();
            assertThat(stats.getLong("membersJoined")).isEqualTo(2);
            assertThat(stats.getLong("membersLeft")).isOne();
            assertThat(stats.getLong("membersLost")).isOne();
            assertThat(info.getJsonArray("members").getJsonObject(0).getString("node"))
                    .isEqualTo(nameOf(node));
            assertThat(node.err()).doesNotContain("Exception");
        }
    }

    @Test
    void anotherClustersMemberIsNamed() throws IOException {
        int port = FreePorts.next();
        int otherPort = FreePorts.next();
        try (Program node = ClusterNode.start(directory, address(port), port);
                Program stranger =
                        ClusterNode.start(directory, address(port), otherPort, "--set", "cluster.name=elsewhere")) {
            awaitLine(
                    stranger,
                    "alone: no member of cluster\\.members answered: " + address(port)
                            + " \\(a member, but not of this cluster: it is starting, or has another cluster\\.name than"
                            + " \"elsewhere\"\\)");
            // Hazelcast's own words.
            awaitLine(stranger, ".*\\[elsewhere].*127\\.0\\.0\\.1]:" + port + " .*a different cluster-name");
            assertThat(node.out()).contains("ready");
        }
    }

    /** Hazelcast by itself waits for it for minutes. */
    @Test
    void aMemberThatTakesConnectionsAndNeverAnswersDoesNotHoldTheStart() throws IOException, InterruptedException {
        try (var silent = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
            int port = FreePorts.next();
            String entry = address(silent.getLocalPort());
            String line = entry + " \\(takes connections, but does not answer in 2000 ms\\)";
            try (Program node = ClusterNode.start(directory, address(port) + "," + entry, port)) {
                awaitLine(node, "joining without members of cluster\\.members: " + line);
                awaitLine(node, "alone: no member of cluster\\.members answered: " + line);
            }
        }
    }

    /** As somebody has it who gives every node of one host the next port: the bus of the first takes the second's. */
    @Test
    void aPortThatIsTakenIsOneLineAndNoStackTrace() throws IOException, InterruptedException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            int port = taken.getLocalPort();
            assertThat(refusal("--cluster-port", String.valueOf(port)))
                    .isEqualTo("echobus: cannot listen on " + address(port)
                            + " (membership port of the cluster, cluster.port): Address already in use\n");
            assertThat(refusal("--cluster-port", String.valueOf(FreePorts.next()), "--set", "cluster.busPort=" + port))
                    .isEqualTo("echobus: cannot listen on " + address(port)
                            + " (bus port of the cluster, cluster.busPort): Address already in use\n");
            assertThat(refusal("--cluster-port", String.valueOf(port - 1)))
                    .contains(" of the cluster, cluster.")
                    .contains(": Address already in use\n")
                    .hasLineCount(1);
        }
    }

    @Test
    void anAddressThatIsNotOursIsOneLineToo() throws IOException, InterruptedException {
        assertThat(refusal("--set", "cluster.host=192.0.2.1"))
                .isEqualTo("echobus: cluster.host: 192.0.2.1 is no address of a network interface here\n");
    }

    @Test
    void aGuestThatFindsNobodySaysWhomItAsked() throws IOException, InterruptedException {
        int port = FreePorts.next();
        try (Program guest = Program.start(
                directory, "bus", "send", "--cluster-members", address(port), "echobus.broadcast", "hi")) {
            assertThat(guest.exitCode()).isEqualTo(1);
            assertThat(guest.err())
                    .isEqualTo("echobus: cannot join the cluster: no member answered: " + address(port)
                            + " (Connection refused)\n");
        }
    }

    /** What a node that cannot start says on standard error. */
    private String refusal(String... arguments) throws IOException, InterruptedException {
        var all = new ArrayList<>(List.of("serve", "--port", "0", "--cluster"));
        all.addAll(List.of(arguments));
        try (Program node = Program.start(directory, all.toArray(String[]::new))) {
            assertThat(node.exitCode()).as(node.err()).isEqualTo(1);
            assertThat(node.out()).isEmpty();
            return node.err();
        }
    }

    private JsonObject ask(Program node, String members, String what) throws IOException, InterruptedException {
        try (Program asker = Program.start(
                directory, "bus", "request", "--cluster-members", members, "echobus.service." + what, "")) {
            assertThat(asker.exitCode()).as(asker.err() + node.err()).isZero();
            return new JsonObject(asker.out());
        }
    }

    /** Of the nodes: whoever asks is a guest. */
    private static List<String> states(JsonObject info) {
        JsonArray members = info.getJsonArray("members");
        return members.stream()
                .map(JsonObject.class::cast)
                .filter(member -> member.getString("kind").equals("node"))
                .map(member -> member.getString("state"))
                .toList();
    }

    private static void awaitLine(Program node, String pattern) {
        var line = Pattern.compile(" - " + pattern);
        node.await(pattern, () -> line.matcher(node.err()).find());
    }

    private static String nameOf(Program node) {
        var member = Pattern.compile("member (\\w+) ").matcher(node.out());
        assertThat(member.find()).as(node.out()).isTrue();
        return member.group(1);
    }

    private static String address(int port) {
        return "127.0.0.1:" + port;
    }
}
