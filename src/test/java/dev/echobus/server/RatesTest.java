package dev.echobus.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.Background;
import dev.echobus.bus.Addresses;
import dev.echobus.common.FramingKind;
import dev.echobus.config.TestConfigs;
import dev.echobus.server.Messages.Stream;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rate limits on real sockets: the rate, its fair parts, and every byte in its place. */
class RatesTest {

    private static final int RATE = 2_000_000;

    @ParameterizedTest
    @CsvSource({"EPOLL, RAW", "EPOLL, LINE", "EPOLL, LENGTH", "NIO, RAW", "NIO, LINE"})
    void aHalfClosedClientGetsEveryByteBackAtTheRate(Loop loop, FramingKind framing) throws Exception {
        long seed = System.nanoTime();
        Stream stream = Stream.random(framing, "", 2 * RATE, seed);
        try (var server = ServerUnderTest.start(
                        loop, "server.framing=" + framing, "server.connectionBytesPerSecondMax=" + RATE);
                var client = server.connect()) {
            long start = System.nanoTime();
            var sending = client.sendAllInBackground(stream.bytes());
            byte[] received = client.readBytesToEnd();
            double seconds = secondsSince(start);
            sending.get(1, TimeUnit.SECONDS);
            assertThat(sha256(received)).as("seed %d", seed).isEqualTo(stream.replySha256());
            assertThat(received.length / seconds / RATE).as("part of the rate").isBetween(0.85, 1.15);
        }
    }

    @Test
    void aRateOfMessagesIsKept() throws Exception {
        byte[] lines = "a line\n".repeat(2_000).getBytes(StandardCharsets.US_ASCII);
        try (var server = ServerUnderTest.start("server.framing=line", "server.connectionMessagesPerSecondMax=1000");
                var client = server.connect()) {
            long start = System.nanoTime();
            var sending = client.sendAllInBackground(lines);
            byte[] received = client.readBytesToEnd();
            double seconds = secondsSince(start);
            sending.get(1, TimeUnit.SECONDS);
            assertThat(Arrays.equals(received, lines)).isTrue();
            assertThat(2_000 / seconds / 1_000).as("part of the rate").isBetween(0.85, 1.15);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "2, 0", "1, 1", "2, 1"})
    void twoThatShareTheRateGetHalfEachWhicheverListenerTheyCameBy(int instances, int listener) throws Exception {
        byte[] bytes = new byte[8 * RATE];
        try (var server = ServerUnderTest.start(
                        instances, "server.bytesPerSecondMax=" + RATE, "listeners.side.url=tcp://127.0.0.1:0");
                var one = server.connect();
                var other =
                        Client.to(server.listeners().get(listener).endpoint().port())) {
            one.sendAllInBackground(bytes);
            other.sendAllInBackground(bytes);
            // What comes before both are at it goes to the first.
            one.readBytes(RATE / 4);
            other.readBytes(RATE / 4);
            long start = System.nanoTime();
            var atOne = Background.supply(() -> readFor(one, start));
            var atOther = Background.supply(() -> readFor(other, start));
            double half = RATE / 2.0;
            assertThat(atOne.get(30, TimeUnit.SECONDS) / half)
                    .as("part of a half")
                    .isBetween(0.8, 1.2);
            assertThat(atOther.get(30, TimeUnit.SECONDS) / half)
                    .as("part of a half")
                    .isBetween(0.8, 1.2);
        }
    }

    /** Its end, half a second later, waits for what came of it until then. */
    @Test
    void anUnfinishedMessageIsChargedToo() {
        byte[] begin = new byte[RATE / 2];
        try (var server = ServerUnderTest.start(
                        "server.framing=line",
                        "server.messageMaxBytes=10000000",
                        "server.connectionBytesPerSecondMax=" + RATE / 4);
                var client = server.connect()) {
            long start = System.nanoTime();
            Await.settled("the sender", client.send(begin).sent::get);
            client.send("\n");
            assertThat(client.readBytes(begin.length + 1)).startsWith(begin).endsWith((byte) '\n');
            assertThat(secondsSince(start)).isGreaterThan(1.2);
        }
    }

    @Test
    void whoIsHeldIsNotIdle() {
        try (var server = ServerUnderTest.start(
                        "server.framing=line", "server.connectionMessagesPerSecondMax=1", "server.idleTimeoutMs=300");
                var client = server.connect()) {
            assertThat(client.send("one\ntwo\n").read(8)).isEqualTo("one\ntwo\n");
            assertThat(client.readToEnd()).isEmpty();
            server.event("opened");
            assertThat(server.event("closed").getString("code")).isEqualTo("IDLE_TIMEOUT");
        }
    }

    @Test
    void aDrainCutsWhoIsStillHeldAtItsDeadline() {
        try (var server = ServerUnderTest.start(
                        "server.framing=line",
                        "server.connectionMessagesPerSecondMax=1",
                        "server.drainQuietMs=100",
                        "server.drainTimeoutMs=700");
                var client = server.connect()) {
            client.send("x\n".repeat(1_000));
            assertThat(client.read(2)).isEqualTo("x\n");
            Await.result(server.undeploy());
            server.event("opened");
            assertThat(server.event("closed").getString("code")).isEqualTo("DRAIN_TIMEOUT");
        }
    }

    @Test
    void aReloadSetsAndLiftsLimits() {
        try (var server = ServerUnderTest.start("server.framing=line");
                var client = server.connect()) {
            assertThat(client.send("one\n").read(4)).isEqualTo("one\n");
            server.live.reload(TestConfigs.of("server.framing=line", "server.messagesPerSecondMax=1"));
            Await.until("held", () -> {
                long before = server.total("messages");
                client.send("x\n".repeat(100));
                return Await.settled("the server", () -> server.total("messages")) < before + 100;
            });
            server.live.reload(TestConfigs.of("server.framing=line"));
            client.closeOutput();
            String rest = client.readToEnd();
            assertThat(rest.length() % 200).isZero();
            assertThat(rest).isNotEmpty().isEqualTo("x\n".repeat(rest.length() / 2));
        }
    }

    /** Three causes to pause, replies late and out of order: none of them frees what another one holds. */
    @Test
    void limitsTheBusAndTheWatermarksPauseTogether() throws Exception {
        long seed = System.nanoTime();
        Stream stream = Stream.random(FramingKind.LENGTH, "", RATE, seed);
        try (var server = ServerUnderTest.start(
                        "server.framing=length",
                        "server.responder=bus",
                        "server.responderInFlightMax=8",
                        "server.writeBufferHighBytes=4096",
                        "server.writeBufferLowBytes=1024",
                        "server.bytesPerSecondMax=" + RATE);
                var client = Client.withSmallBuffers(server.port())) {
            var random = new Random(seed);
            int[] waiting = new int[2];
            server.vertx.eventBus().<Buffer>consumer(Addresses.SERVER_REPLY, message -> {
                waiting[0]++;
                waiting[1] = Math.max(waiting[0], waiting[1]);
                server.vertx.setTimer(1 + random.nextInt(3), timer -> {
                    waiting[0]--;
                    message.reply(message.body());
                });
            });
            client.sendAllInBackground(stream.bytes());
            assertThat(sha256(client.readBytesToEnd())).as("seed %d", seed).isEqualTo(stream.replySha256());
            assertThat(waiting[1]).as("most at the bus").isLessThanOrEqualTo(8);
        }
    }

    @Test
    void whoIsDueAgainStillWaitsForTheBus() {
        try (var server = ServerUnderTest.start(
                        "server.framing=line",
                        "server.responder=bus",
                        "server.responderInFlightMax=1",
                        "server.connectionMessagesPerSecondMax=5");
                var client = server.connect()) {
            int[] asked = new int[1];
            server.vertx.eventBus().<Buffer>consumer(Addresses.SERVER_REPLY, message -> asked[0]++);
            client.send("x\n".repeat(10));
            // Half a second without an answer: the rate alone would have let two more through.
            Await.until("asked", () -> server.total("messages") > 0);
            assertThat(Await.settled("the server", () -> server.total("messages")))
                    .isOne();
            assertThat(asked[0]).isOne();
        }
    }

    /** Counts what arrives in a second. */
    private static double readFor(Client client, long start) {
        double bytes = 0;
        double seconds = 0;
        while (seconds < 1.5) {
            bytes += client.readBytes(4_096).length;
            seconds = secondsSince(start);
        }
        return bytes / seconds;
    }

    private static double secondsSince(long startNanos) {
        return (System.nanoTime() - startNanos) / 1e9;
    }

    private static String sha256(byte[] bytes) {
        MessageDigest digest = Messages.sha256();
        return HexFormat.of().formatHex(digest.digest(bytes));
    }
}
