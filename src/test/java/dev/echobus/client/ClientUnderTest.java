package dev.echobus.client;

import dev.echobus.bus.Addresses;
import dev.echobus.bus.OwnConnections;
import dev.echobus.bus.trace.Tracing;
import dev.echobus.common.Endpoint;
import dev.echobus.config.LiveConfig;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** A deployed client and the requests of a test. */
final class ClientUnderTest {

    private static final long BUS_TIMEOUT_MS = 60_000;

    final LiveConfig live;
    final ClientStats stats = new ClientStats();
    final List<EchoClientVerticle> verticles = new ArrayList<>();

    private final Vertx vertx;
    private final String deploymentId;

    private ClientUnderTest(Vertx vertx, ClientSettings settings, ClientServers servers, int instances) {
        this.vertx = vertx;
        live = settings.live();
        var context = new ClientContext("node", live, servers, new OwnConnections(), stats, Tracing.OFF, new Random(1));
        deploymentId = Outcomes.of(vertx.deployVerticle(
                () -> {
                    var verticle = new EchoClientVerticle(context);
                    verticles.add(verticle);
                    return verticle;
                },
                new DeploymentOptions().setInstances(instances)));
    }

    static ClientUnderTest deploy(Vertx vertx, ClientSettings settings, SocketAddress server) {
        return new ClientUnderTest(vertx, settings, serversAt(server), 1);
    }

    static ClientUnderTest deploy(Vertx vertx, ClientSettings settings, SocketAddress server, int instances) {
        return new ClientUnderTest(vertx, settings, serversAt(server), instances);
    }

    static ClientUnderTest deploy(Vertx vertx, ClientSettings settings, ClientServers servers) {
        return new ClientUnderTest(vertx, settings, servers, 1);
    }

    /** Several servers, none of which is preferred. */
    static ClientServers serversAt(SocketAddress... servers) {
        return new ClientServers(
                Stream.of(servers)
                        .map(server -> Endpoint.tcp(server.host(), server.port()))
                        .toList(),
                null);
    }

    Future<Void> undeploy() {
        return vertx.undeploy(deploymentId);
    }

    Future<Buffer> echo(Object body) {
        return request(body, new DeliveryOptions());
    }

    Future<Buffer> echo(Object body, int timeoutMs) {
        return echo(body, String.valueOf(timeoutMs));
    }

    Future<Buffer> echo(Object body, String timeoutHeader) {
        return request(body, new DeliveryOptions().addHeader(Addresses.TIMEOUT_HEADER, timeoutHeader));
    }

    private Future<Buffer> request(Object body, DeliveryOptions options) {
        return vertx.eventBus()
                .<Buffer>request(Addresses.CLIENT_ECHO, body, options.setSendTimeout(BUS_TIMEOUT_MS))
                .map(Message::body);
    }
}
