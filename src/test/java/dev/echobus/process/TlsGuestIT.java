package dev.echobus.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.FreePorts;
import dev.echobus.cluster.BusCertificates;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Guests of a cluster whose bus has TLS: the node's settings are theirs, by whatever way settings come. */
class TlsGuestIT {

    private static final String HERE = "ip:127.0.0.1";

    @TempDir
    private static Path directory;

    /** Of a certificate that is the guest's own. */
    private static Map<String, Object> settings;

    private static String members;
    private static Program node;

    @BeforeAll
    static void startNode() throws Exception {
        var authority = new BusCertificates(directory, "ours");
        settings = new TreeMap<>(authority.issue("guest", HERE));
        int port = FreePorts.next();
        members = "127.0.0.1:" + port;
        node = ClusterNode.start(
                directory, members, port, sets(authority.issue("node", HERE)).toArray(String[]::new));
    }

    @AfterAll
    static void endNode() {
        if (node != null) {
            node.close();
        }
    }

    @Test
    void flagsBringAGuestItsCertificate() throws IOException, InterruptedException {
        assertAnswered(Launch.in(directory), sets(settings));
    }

    @Test
    void soDoesAFile() throws IOException, InterruptedException {
        var tls = new JsonObject();
        settings.forEach((path, file) -> tls.put(path.substring("cluster.tls.".length()), file));
        var cluster = new JsonObject().put("cluster", new JsonObject().put("tls", tls));
        Path file = Files.writeString(directory.resolve("guest.json"), cluster.encode());
        assertAnswered(Launch.in(directory), List.of("--config", file.toString()));
    }

    @Test
    void soDoesTheEnvironment() throws IOException, InterruptedException {
        Launch launch = Launch.in(directory);
        for (var setting : settings.entrySet()) {
            String name = "ECHOBUS_" + setting.getKey().replace('.', '_').toUpperCase(Locale.ROOT);
            launch = launch.environment(name, String.valueOf(setting.getValue()));
        }
        assertAnswered(launch, List.of());
    }

    @Test
    void aGuestWithoutOneGetsNoAnswerAndIsToldWhy() throws IOException, InterruptedException {
        try (Program guest = request(Launch.in(directory), List.of())) {
            assertThat(guest.exitCode()).isEqualTo(1);
            assertThat(guest.out()).isEmpty();
            assertThat(guest.err())
                    .contains("closes each connection at once", "may have TLS (cluster.tls.certificate)", "TIMEOUT");
        }
    }

    private static void assertAnswered(Launch launch, List<String> more) throws IOException, InterruptedException {
        try (Program guest = request(launch, more)) {
            assertThat(guest.exitCode()).as(guest.err() + node.err()).isZero();
            assertThat(guest.out()).isEqualTo("hello");
        }
    }

    private static Program request(Launch launch, List<String> more) throws IOException {
        var arguments = new ArrayList<>(List.of("bus", "request", "--cluster-members", members));
        arguments.addAll(more);
        arguments.addAll(List.of("echobus.client.echo", "hello"));
        return Program.start(launch, arguments.toArray(String[]::new));
    }

    private static List<String> sets(Map<String, Object> values) {
        var flags = new ArrayList<String>();
        values.forEach((path, value) -> flags.addAll(List.of("--set", path + "=" + value)));
        return flags;
    }
}
