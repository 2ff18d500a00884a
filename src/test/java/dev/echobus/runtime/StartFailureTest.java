package dev.echobus.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.echobus.FreePorts;
import dev.echobus.cluster.ClusterMember;
import dev.echobus.config.TestConfigs;
import dev.echobus.wire.Doorkeeper;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.transport.Transport;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** A node one of whose addresses cannot be had says which, and listens at none of the others. */
class StartFailureTest {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aTakenPortNamesItsListenerAndItsSettingAndNothingListens(int instances) throws IOException {
        try (var taken = new ServerSocket(0, 1, LOOPBACK)) {
            int echo = FreePorts.next();
            int other = FreePorts.next();
            assertThatThrownBy(() -> start(
                            "server.port=" + echo,
                            "server.instances=" + instances,
                            "listeners.side.url=tcp://127.0.0.1:" + taken.getLocalPort(),
                            "listeners.other.url=tcp://127.0.0.1:" + other))
                    .isInstanceOf(StartException.class)
                    .hasMessage("cannot listen on 127.0.0.1:" + taken.getLocalPort()
                            + " (side, listeners.side.url): Address already in use");
            awaitFree(echo);
            awaitFree(other);
        }
    }

    @Test
    void theServersOwnPortIsASettingOfTheServer() throws IOException {
        try (var taken = new ServerSocket(0, 1, LOOPBACK)) {
            assertThatThrownBy(() -> start("server.port=" + taken.getLocalPort()))
                    .isInstanceOf(StartException.class)
                    .hasMessage("cannot listen on 127.0.0.1:" + taken.getLocalPort()
                            + " (echo, server.port): Address already in use");
        }
    }

    /** Tried before, it was free; somebody took it while this member joined. */
    @Test
    void aPortOfTheBusThatIsTakenMeanwhileNamesItsSettingToo() throws Exception {
        int port = FreePorts.next();
        var settings = TestConfigs.of(
                        "cluster.enabled=true",
                        "cluster.host=127.0.0.1",
                        "cluster.port=" + FreePorts.next(),
                        "cluster.busPort=" + port)
                .cluster();
        var member = ClusterMember.node(settings);
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        var vertxLog = (Logger) LoggerFactory.getLogger("io.vertx.core.impl.VertxImpl");
        vertxLog.addAppender(lines);
        try (var taken = new ServerSocket()) {
            VertxBuilder builder = Vertx.builder()
                    .with(new VertxOptions().setEventLoopPoolSize(1).setEventBusOptions(member.eventBusOptions()))
                    .withTransport(member.guarded(Transport.NIO, Doorkeeper.OPEN));
            Future<Vertx> building = Node.buildClustered(
                    member,
                    before(builder, "withClusterManager", () -> taken.bind(new InetSocketAddress(LOOPBACK, port))));
            assertThatThrownBy(() -> building.await(60, TimeUnit.SECONDS))
                    .isInstanceOf(StartException.class)
                    .hasMessage("cannot listen on 127.0.0.1:" + port
                            + " (bus port of the cluster, cluster.busPort): Address already in use");
            assertThat(lines.list).as("told by Vert.x too").isEmpty();
        } finally {
            vertxLog.detachAppender(lines);
        }
    }

    private interface Step {
        void take() throws IOException;
    }

    private static VertxBuilder before(VertxBuilder builder, String method, Step step) {
        return (VertxBuilder) Proxy.newProxyInstance(
                VertxBuilder.class.getClassLoader(),
                new Class<?>[] {VertxBuilder.class},
                (proxy, called, arguments) -> {
                    if (called.getName().equals(method)) {
                        step.take();
                    }
                    return called.invoke(builder, arguments);
                });
    }

    private static Echobus start(String... settings) throws Exception {
        var all = new String[settings.length + 1];
        all[0] = "server.host=127.0.0.1";
        System.arraycopy(settings, 0, all, 1, settings.length);
        return Echobus.start(TestConfigs.of(all)).await(30, TimeUnit.SECONDS);
    }

    /** Who fails to start tells it before all of its sockets are closed. */
    private static void awaitFree(int port) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        boolean isFree = false;
        while (!isFree && System.nanoTime() < end) {
            isFree = isFree(port);
        }
        assertThat(isFree).as("port %d is free", port).isTrue();
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(LOOPBACK, port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
