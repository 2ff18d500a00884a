package dev.echobus.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.FreePorts;
import dev.echobus.config.TestConfigs;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the admin port of a node in a cluster tells probes, while it starts and while its cluster is not whole. */
@Timeout(180)
class ReadinessTest {

    private static final Map<String, String> ALL_UP = Map.of("started", "", "accepting", "", "cluster", "");
    private static final String NOT_STARTED = "not all verticles have been started";
    private static final String CUT_OFF = "this node does not reach the others, or they not it";

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port = FreePorts.next();
    private final int otherPort = FreePorts.next();
    private final int adminPort = FreePorts.next();

    ReadinessTest() throws IOException {}

    /** The start waits for a member that does not answer it; the admin port is there before. */
    @Test
    void aNodeThatStillStartsIsNotReady() throws Exception {
        try (var mute = MuteMember.join(otherPort, port)) {
            Future<Echobus> starting = start();
            await(Map.of("started", NOT_STARTED, "accepting", "", "cluster", ""));
            assertThat(starting.isComplete()).isFalse();
            mute.takeNoPart();
            Echobus node = starting.await(60, TimeUnit.SECONDS);
            assertThat(checks()).isEqualTo(ALL_UP);
            node.drain().await(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void aNodeThatDoesNotReachAnotherIsNotReadyUntilItDoes() throws Exception {
        Echobus node = start("cluster.auditIntervalMs=1000").await(60, TimeUnit.SECONDS);
        assertThat(checks()).isEqualTo(ALL_UP);
        try (var mute = MuteMember.join(otherPort, port)) {
            await(Map.of("started", "", "accepting", "", "cluster", CUT_OFF));
            mute.takeNoPart();
            await(ALL_UP);
        } finally {
            node.drain().await(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void aNodeWhoseClusterLosesTooManyIsNotReadyUntilTheyAreBack() throws Exception {
        Future<Echobus> starting = start("cluster.minimumMembers=2");
        try (var other = MuteMember.join(otherPort, port)) {
            other.takeNoPart();
            starting.await(60, TimeUnit.SECONDS);
            assertThat(checks()).isEqualTo(ALL_UP);
        }
        await(Map.of("started", "", "accepting", "", "cluster", CUT_OFF));
        try (var another = MuteMember.join(otherPort, port)) {
            another.takeNoPart();
            await(ALL_UP);
        } finally {
            starting.result().drain().await(60, TimeUnit.SECONDS);
        }
    }

    private Future<Echobus> start(String... more) throws IOException {
        var settings = new ArrayList<>(List.of(
                "server.host=127.0.0.1",
                "server.port=0",
                "server.drainQuietMs=0",
                "admin.enabled=true",
                "admin.port=" + adminPort,
                "cluster.enabled=true",
                "cluster.port=" + port,
                "cluster.busPort=" + FreePorts.next(),
                "cluster.members=127.0.0.1:" + otherPort,
                "cluster.leaveDelayMs=0"));
        settings.addAll(List.of(more));
        return Echobus.start(TestConfigs.of(settings.toArray(String[]::new)));
    }

    private void await(Map<String, String> expected) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        Map<String, String> checks = checks();
        while (!checks.equals(expected)) {
            assertThat(System.nanoTime()).as("not in 60 s: %s", checks).isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            checks = checks();
        }
    }

    /** Why each check is down, empty for one that is up; empty while nobody listens. */
    private Map<String, String> checks() throws IOException, InterruptedException {
        HttpResponse<String> answer;
        try {
            answer = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + adminPort + "/health/ready"))
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException notYet) {
            return Map.of();
        }
        var reasons = new TreeMap<String, String>();
        var json = new JsonObject(answer.body());
        json.getJsonArray("checks").stream().map(JsonObject.class::cast).forEach(check -> {
            boolean isUp = check.getString("status").equals("up");
            assertThat(check.containsKey("reason")).isNotEqualTo(isUp);
            reasons.put(check.getString("name"), isUp ? "" : check.getString("reason"));
        });
        boolean isReady = reasons.values().stream().allMatch(String::isEmpty);
        assertThat(json.getString("status")).isEqualTo(isReady ? "up" : "down");
        assertThat(answer.statusCode()).isEqualTo(isReady ? 200 : 503);
        return reasons;
    }
}
