package dev.echobus.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.bus.Addresses;
import dev.echobus.config.TestConfigs;
import dev.echobus.gateway.GatewayClient;
import dev.echobus.wire.EventLoops;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who shares an event loop with whom. */
class LoopPlanTest {

    @ParameterizedTest
    @CsvSource({
        "server.instances=2, 3",
        "server.instances=2 gateway.enabled=true, 3",
        "server.instances=2 gateway.enabled=true client.instances=2, 4",
        "server.instances=2 gateway.enabled=true gateway.instances=3, 5",
        "server.instances=2 client.enabled=false, 2",
        "server.instances=2 client.enabled=false gateway.enabled=true, 3",
        "server.instances=2 admin.enabled=true, 4",
        "server.instances=2 admin.enabled=true runtime.eventLoops=1, 1"
    })
    void thereIsALoopForEachServerAndForEachPairOfClientAndGateway(String settings, int loops) throws Exception {
        assertThat(LoopPlan.loops(TestConfigs.of(settings.split(" ")))).isEqualTo(loops);
    }

    @Test
    void whatIsDeployedNextRunsOnTheLoopOfTheNumberAndThenOnThoseAfterIt() throws Exception {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(3));
        try {
            List<Thread> threads = new ArrayList<>();
            for (int number : List.of(0, 1, 2, 1, 0, 3)) {
                EventLoops.turnTo(vertx, number);
                threads.addAll(threadsOf(vertx, 1));
            }
            EventLoops.turnTo(vertx, 1);
            List<Thread> three = threadsOf(vertx, 3);

            assertThat(List.copyOf(threads.subList(0, 3))).doesNotHaveDuplicates();
            assertThat(threads.subList(3, 6)).containsExactly(threads.get(1), threads.get(0), threads.get(0));
            assertThat(three).containsExactlyInAnyOrderElementsOf(threads.subList(0, 3));
        } finally {
            vertx.close().await(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void aSessionsRequestIsTakenByAClientOnTheSessionsLoop() throws Exception {
        Echobus node = Echobus.start(TestConfigs.of(
                        "server.port=0",
                        "server.instances=2",
                        "admin.enabled=true",
                        "admin.port=0",
                        "gateway.enabled=true",
                        "gateway.port=0",
                        "gateway.rules.echo.address=" + Addresses.CLIENT_ECHO,
                        "gateway.rules.echo.send=true"))
                .await(30, TimeUnit.SECONDS);
        Queue<Thread> threads = new ConcurrentLinkedQueue<>();
        node.vertx().eventBus().addInboundInterceptor(delivery -> {
            threads.add(Thread.currentThread());
            delivery.next();
        });
        try (var session = GatewayClient.to(node.gateways().get(0).port())) {
            session.send(new JsonObject()
                    .put("type", "send")
                    .put("address", Addresses.CLIENT_ECHO)
                    .put("body", "hello")
                    .put("replyAddress", "here"));
            assertThat(session.receive().getString("address")).isEqualTo("here");
        } finally {
            node.drain().await(30, TimeUnit.SECONDS);
        }
        // The client takes the request, the session the reply.
        assertThat(threads).hasSizeGreaterThanOrEqualTo(2);
        assertThat(threads.stream().limit(2).distinct()).hasSize(1);
    }

    /** Without one of its own Vert.x makes a context for each message. */
    @Test
    void requestsAndRepliesOfANodeAreSentOnItsVerticlesContexts() throws Exception {
        Echobus node = Echobus.start(TestConfigs.of(
                        "server.port=0",
                        "listeners.bus.url=tcp://127.0.0.1:0",
                        "listeners.bus.responder=bus",
                        "client.enabled=true"))
                .await(30, TimeUnit.SECONDS);
        Queue<String> sentByVerticles = new ConcurrentLinkedQueue<>();
        node.vertx().eventBus().consumer(Addresses.SERVER_REPLY, message -> message.reply(message.body()));
        node.vertx().eventBus().addOutboundInterceptor(delivery -> {
            Context context = Vertx.currentContext();
            if (context != null && context.deploymentID() != null) {
                sentByVerticles.add(delivery.message().address());
            }
            delivery.next();
        });
        try (var user = new Socket(
                InetAddress.getLoopbackAddress(),
                node.listeners().get(1).endpoint().port())) {
            node.vertx().eventBus().request(Addresses.CLIENT_ECHO, "x").await(30, TimeUnit.SECONDS);
            user.getOutputStream().write("x\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(user.getInputStream().readNBytes(2)).asString().isEqualTo("x\n");
        } finally {
            node.drain().await(30, TimeUnit.SECONDS);
        }
        // The other reply is the test's own.
        assertThat(sentByVerticles)
                .contains(Addresses.SERVER_REPLY)
                .filteredOn(address -> address.startsWith("__vertx.reply."))
                .hasSize(1);
    }

    private static List<Thread> threadsOf(Vertx vertx, int instances) throws Exception {
        Queue<Thread> threads = new ConcurrentLinkedQueue<>();
        var options = new DeploymentOptions().setInstances(instances);
        vertx.deployVerticle(
                        () -> new AbstractVerticle() {
                            @Override
                            public void start() {
                                threads.add(Thread.currentThread());
                            }
                        },
                        options)
                .await(10, TimeUnit.SECONDS);
        return List.copyOf(threads);
    }
}
