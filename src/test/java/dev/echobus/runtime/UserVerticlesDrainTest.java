package dev.echobus.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How verticles of a user's end with their node. */
class UserVerticlesDrainTest {

    private static final String HOLDER = """
            private Message<Object> held;
            @Override public Future<?> start() {
                vertx.eventBus().consumer("echobus.server.reply", message -> held = message);
                vertx.eventBus().consumer("held", message -> message.reply(held != null));
                vertx.eventBus().consumer("release", message -> held.reply("paid"));
                return Future.succeededFuture();
            }
            @Override public Future<?> stop() {
                vertx.eventBus().publish("stopped", "holder");
                return Future.succeededFuture();
            }
            """;

    @TempDir
    private Path classes;

    @Test
    void aDrainLeavesThemUntilTheServersHaveTheirAnswers() throws Exception {
        UserCode.compile("Holder", UserCode.verticle("Holder", HOLDER), classes);
        Echobus node = UserCode.start(
                classes,
                "server.responder=bus",
                "server.framing=line",
                "server.drainQuietMs=100",
                "client.enabled=false",
                "runtime.verticles.holder.name=example.Holder");
        try (var user = UserCode.connect(node)) {
            user.getOutputStream().write("owed\n".getBytes(StandardCharsets.UTF_8));
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (!Boolean.TRUE.equals(UserCode.request(node, "held")) && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            Future<Void> drained = node.drain();
            node.vertx().eventBus().send("release", "");
            assertThat(new String(user.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("paid\n");
            drained.await(30, TimeUnit.SECONDS);
        }
    }

    /** There its addresses leave the routes of the others at once; what no other node answers is its own to answer. */
    @Test
    void inAClusterTheyAnswerForItsServersWhileItDrains() throws Exception {
        UserCode.compile("Greeter", UserCode.documentedGreeter(), classes);
        Echobus node = UserCode.start(
                classes,
                "server.responder=bus",
                "server.framing=line",
                "server.drainQuietMs=3000",
                "cluster.enabled=true",
                "cluster.port=0",
                "cluster.leaveDelayMs=100",
                "runtime.verticles.hi.name=example.Greeter");
        try (var user = UserCode.connect(node)) {
            var lines = new BufferedReader(new InputStreamReader(user.getInputStream(), StandardCharsets.UTF_8));
            user.getOutputStream().write("before\n".getBytes(StandardCharsets.UTF_8));
            assertThat(lines.readLine()).isEqualTo("Hello, before");
            Future<Void> drained = node.drain();
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (isServed(node, "echobus.service.ping") && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            user.getOutputStream().write("after\n".getBytes(StandardCharsets.UTF_8));
            assertThat(lines.readLine()).isEqualTo("Hello, after");
            user.shutdownOutput();
            drained.await(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void oneThatDoesNotStopHoldsUpADrainNoLongerThanItsTime() throws Exception {
        UserCode.compile(
                "Stays",
                UserCode.verticle("Stays", "@Override public Future<?> stop() { return Promise.promise().future(); }"),
                classes);
        Echobus node = UserCode.start(
                classes, "runtime.verticleStopTimeoutMs=50", "runtime.verticles.stays.name=example.Stays");
        UserCode.drain(node);
    }

    private static boolean isServed(Echobus node, String address) throws TimeoutException {
        try {
            var options = new DeliveryOptions().setSendTimeout(1_000);
            return node.vertx().eventBus().request(address, "", options).await(30, TimeUnit.SECONDS) != null;
        } catch (ReplyException nobody) {
            return false;
        }
    }
}
