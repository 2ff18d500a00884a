package dev.echobus.cluster.mesh;

import dev.echobus.common.Endpoint;
import dev.echobus.config.ListenerConfig;
import dev.echobus.config.TestConfigs;
import dev.echobus.dialogue.ScriptedPeer;
import dev.echobus.dialogue.ScriptedPeer.Behaviour;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Nodes that probe each other over one event bus, each with a listener of the test's. */
final class MeshUnderTest {

    static final Behaviour ECHO = peer -> peer.getInputStream().transferTo(peer.getOutputStream());

    static final Behaviour SILENCE = peer -> peer.getInputStream().transferTo(OutputStream.nullOutputStream());

    static final int COUNT = 20;

    private static final int PATIENCE_SECONDS = 60;

    final Vertx vertx = Vertx.vertx();

    private final List<MeshNode> nodes = new ArrayList<>();
    private final List<AutoCloseable> peers = new ArrayList<>();

    /** A node that takes part. */
    MeshVerticle node(String name, Endpoint... listeners) throws Exception {
        var verticle = new MeshVerticle(name);
        await(vertx.deployVerticle(verticle));
        absent(name, listeners);
        return verticle;
    }

    /** A node that the others know of, and that is not there. */
    void absent(String name, Endpoint... listeners) {
        var configs = new ArrayList<ListenerConfig>();
        for (Endpoint endpoint : listeners) {
            configs.add(TestConfigs.of("server.framing=line").echoListener().at(endpoint));
        }
        nodes.add(new MeshNode(new MeshTarget(name, configs), "127.0.0.1:5701", false));
    }

    MeshReport survey(int timeoutMs) throws Exception {
        return await(new MeshSurvey(vertx, nodes, plan(COUNT, timeoutMs)).run());
    }

    MeshPlan plan(int count, int timeoutMs) {
        var targets = nodes.stream().map(MeshNode::target).toList();
        return new MeshPlan(count, timeoutMs, EnumSet.allOf(Medium.class), targets);
    }

    Endpoint peer(Behaviour behaviour) throws IOException {
        var peer = ScriptedPeer.start(behaviour);
        peers.add(peer);
        return peer.endpoint();
    }

    Endpoint refusing() throws IOException {
        var closed = new Socket();
        closed.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        peers.add(closed);
        return Endpoint.tcp("127.0.0.1", closed.getLocalPort());
    }

    static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    void close() throws Exception {
        await(vertx.close());
        for (AutoCloseable peer : peers) {
            peer.close();
        }
    }
}
