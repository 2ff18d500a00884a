package dev.echobus.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.sun.management.UnixOperatingSystemMXBean;
import dev.echobus.Background;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.ConnectException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** How connections live beside each other and end: idle, after one answer, in a drain, by an error. */
class LifeTest {

    @ParameterizedTest
    @EnumSource
    void aQuietConnectionIsClosedAndABusyOneIsNot(Loop loop) {
        try (var server = ServerUnderTest.start(loop, "server.idleTimeoutMs=1000", "server.lingerTimeoutMs=100");
                var quiet = server.connect();
                var busy = server.connect()) {
            server.event("opened");
            server.event("opened");
            CompletableFuture<String> end = Background.supply(quiet::readToEnd);
            while (!end.isDone()) {
                assertThat(busy.send("x").read(1)).isEqualTo("x");
            }
            assertThat(end.join()).isEmpty();
            quiet.closeOutput(); // Or it lingers for as long as the other may be idle.
            assertThat(server.event("closed").getString("code")).isEqualTo("IDLE_TIMEOUT");
            assertThat(busy.send("still here").read(10)).isEqualTo("still here");
        }
    }

    @Test
    void anUnfinishedMessageThatStillComesIsNotQuiet() {
        try (var server = ServerUnderTest.start(
                        "server.framing=line", "server.idleTimeoutMs=500", "server.messageMaxBytes=100000000");
                var slow = server.connect()) {
            int bytes = 0;
            // Twice the time that a quiet connection gets.
            for (int round = 0; round < 2; round++) {
                try (var quiet = server.connect()) {
                    CompletableFuture<String> end = Background.supply(quiet::readToEnd);
                    while (!end.isDone()) {
                        slow.send("x");
                        bytes++;
                    }
                }
            }
            assertThat(slow.send("\n").read(bytes + 1)).hasSize(bytes + 1).endsWith("x\n");
        }
    }

    @Test
    void onceAnswersOneMessageAndCloses() {
        try (var server = ServerUnderTest.start("server.framing=line", "server.once=true");
                var client = server.connect()) {
            assertThat(client.send("one\ntwo\n").readToEnd()).isEqualTo("one\n");
        }
    }

    @Test
    void aDrainWaitsForTheQuietAndAnswersMeanwhile() {
        try (var server = ServerUnderTest.start("server.drainQuietMs=300");
                var client = server.connect()) {
            assertThat(client.send("before").read(6)).isEqualTo("before");
            var drained = server.undeploy();
            assertThat(client.send("meanwhile").read(9)).isEqualTo("meanwhile");
            assertThat(client.readToEnd()).isEmpty();
            Await.result(drained);
            server.event("opened");
            assertThat(server.event("closed").getString("code")).isEqualTo("DRAINED");
        }
    }

    /** The server has sent it all, but its system still holds most of it: a container that ended now would lose that. */
    @Test
    void aDrainWaitsUntilThePeersSystemHasEveryByte() throws Exception {
        byte[] bytes = new byte[100_000];
        new Random(1).nextBytes(bytes);
        try (var server = ServerUnderTest.start("server.drainQuietMs=50", "server.lingerTimeoutMs=50");
                var slow = Client.withSmallBuffers(server.port())) {
            var sending = Background.run(() -> slow.send(bytes));
            Await.until("the echo", () -> server.total("bytesOut") == bytes.length);
            sending.get(30, TimeUnit.SECONDS);
            var drained = server.undeploy();
            assertThat(slow.readBytes(1)).containsExactly(bytes[0]);
            assertThatThrownBy(() -> drained.await(1, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
            assertThat(slow.readBytesToEnd()).isEqualTo(Arrays.copyOfRange(bytes, 1, bytes.length));
            Await.result(drained);
            assertThat(server.total("connectionsCut")).isZero();
        }
    }

    @Test
    void aDrainCutsThePeerThatNeverReads() {
        try (var server = ServerUnderTest.start("server.drainQuietMs=100", "server.drainTimeoutMs=700");
                var deaf = Client.withSmallBuffers(server.port())) {
            deaf.sendAllInBackground(new byte[32 << 20]);
            server.event("opened");
            Await.result(server.undeploy());
            assertThat(server.event("closed").getString("code")).isEqualTo("DRAIN_TIMEOUT");
        }
    }

    /** They are asked in turn, so that a moment without a message never lasts, and no moment suits all of them. */
    @Test
    void aDrainEndsWhoNeverPausesAfterAnAnswer() {
        String message = "hello\n";
        try (var server = ServerUnderTest.start(
                "server.framing=line", "server.drainTimeoutMs=10000", "server.drainQuietMs=5000")) {
            var busy = new ArrayDeque<Client>(List.of(server.connect(), server.connect()));
            server.event("opened");
            server.event("opened");
            var drained = server.undeploy();
            while (!busy.isEmpty()) {
                Client next = busy.remove();
                assertThat(next.send(message).read(message.length())).isEqualTo(message);
                if (next.endsWithin(400)) {
                    next.closeOutput();
                    assertThat(server.event("closed").getString("code")).isEqualTo("DRAINED");
                } else {
                    busy.add(next);
                }
            }
            Await.result(drained);
        }
    }

    /** It sends without ever waiting for an answer: all that was taken is answered, and the rest is told as cut. */
    @Test
    void aDrainAnswersAllThatItTookOfAStreamAndThenEndsIt() {
        try (var server = ServerUnderTest.start("server.drainTimeoutMs=1000");
                var streaming = server.connect()) {
            server.event("opened");
            CompletableFuture<Void> sending = Background.run(streaming::sendUntilBroken);
            CompletableFuture<Long> received = Background.supply(streaming::countToEnd);
            Await.result(server.undeploy());
            JsonObject closed = server.event("closed");
            assertThat(received.join()).isEqualTo(closed.getLong("bytesOut")).isEqualTo(closed.getLong("bytesIn"));
            sending.join();
            assertThat(closed.getString("code")).isEqualTo("DRAIN_TIMEOUT");
            assertThat(closed.getString("reason")).contains("bytes came after the end of the drain");
        }
    }

    /**
     * Four at a time come as fast as they can, until nobody listens any more: whoever could connect is served, and not
     * reset in the system's queue.
     */
    @Test
    void whoConnectsWhileADrainBeginsIsServed() {
        var netty = (Logger) LoggerFactory.getLogger("io.netty.bootstrap");
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        netty.addAppender(lines);
        try {
            for (int round = 0; round < 10; round++) {
                drainWhileManyCome();
            }
        } finally {
            netty.detachAppender(lines);
        }
        assertThat(lines.list).as("accepted, and no loop for it").isEmpty();
    }

    private static void drainWhileManyCome() {
        try (var server = ServerUnderTest.start("server.drainQuietMs=100")) {
            int port = server.port();
            List<CompletableFuture<Void>> comers = Stream.generate(() -> Background.run(() -> comeUntilRefused(port)))
                    .limit(4)
                    .toList();
            Await.until("connections", () -> server.total("connectionsAccepted") > 100);
            Await.result(server.undeploy());
            comers.forEach(CompletableFuture::join);
        }
    }

    private static void comeUntilRefused(int port) {
        while (true) {
            try (var client = Client.to(port)) {
                // Nothing, where this client was kept from sending for as long as a quiet one gets.
                assertThat(client.send("hello").read(5)).isIn("hello", "");
            } catch (UncheckedIOException refused) {
                assertThat(refused).hasCauseInstanceOf(ConnectException.class);
                return;
            }
        }
    }

    @Test
    void aResetIsAnErrorAndNotAnEnd() {
        try (var server = ServerUnderTest.start();
                var client = server.connect()) {
            assertThat(client.send("hello").read(5)).isEqualTo("hello");
            client.reset();
            server.event("opened");
            var closed = server.event("closed");
            assertThat(closed.getString("code")).isEqualTo("CONNECTION_BROKEN");
            assertThat(closed.getString("reason")).isEqualTo("Connection reset by peer");
        }
    }

    /** One after the other, they would hold more than this JVM may have, if what is unsent outlived its connection. */
    @ParameterizedTest
    @EnumSource
    void aClosedConnectionGivesBackItsDescriptorAndItsBuffers(Loop loop) {
        var system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        byte[] unsent = new byte[100 << 20];
        try (var server = ServerUnderTest.start(
                loop, "server.writeBufferHighBytes=" + 2 * unsent.length, "server.writeBufferLowBytes=1")) {
            server.connect().closeOutput().close();
            server.event("opened");
            server.event("closed");
            long descriptors = system.getOpenFileDescriptorCount();
            for (int i = 1; i <= 6; i++) {
                long soFar = (long) i * unsent.length;
                try (var client = server.connect()) {
                    client.sendAllInBackground(unsent);
                    Await.until("replies to nobody", () -> server.total("bytesOut") == soFar);
                }
                server.event("opened");
                server.event("closed");
            }
            Await.until("no descriptor more", () -> system.getOpenFileDescriptorCount() <= descriptors);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFloodLeavesOthersTheirTurn(Loop loop) {
        byte[] flood = new byte[128 << 20];
        try (var server = ServerUnderTest.start(loop);
                var flooding = server.connect();
                var other = server.connect()) {
            flooding.sendAllInBackground(flood);
            CompletableFuture<Void> end = Background.run(() -> {
                for (int i = 0; i < 128; i++) {
                    flooding.readBytes(1 << 20);
                }
            });
            int turns = 0;
            while (!end.isDone()) {
                assertThat(other.send("x").read(1)).isEqualTo("x");
                turns++;
            }
            end.join();
            assertThat(turns).as("answers to another while the flood was on").isGreaterThan(20);
        }
    }
}
