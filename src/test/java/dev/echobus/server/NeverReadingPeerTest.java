package dev.echobus.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.bus.Addresses;
import dev.echobus.bus.FailureCode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A peer that sends and does not read: the server holds a bounded part of it, serves others, and loses nothing. */
class NeverReadingPeerTest {

    /** More than a Linux socket's send buffer grows to by itself (tcp_wmem, 4 MiB), with room for ours. */
    private static final int KERNEL_AND_BUFFERS_BYTES = 8 << 20;

    private static final int PREFIX_BYTES = 299;
    private static final int LINES = 60_000;

    @ParameterizedTest
    @EnumSource
    void rawBytesStayWithTheirSender(Loop loop) throws Exception {
        long seed = System.nanoTime();
        byte[] bytes = new byte[48 << 20];
        new Random(seed).nextBytes(bytes);
        try (var server = ServerUnderTest.start(loop);
                var client = Client.withSmallBuffers(server.port())) {
            var sending = client.sendAllInBackground(bytes);
            Await.settled("the sender", client.sent::get);
            long taken = Await.settled("the server", () -> server.total("bytesOut"));
            assertThat(taken).as("bytes echoed to nobody").isLessThan(KERNEL_AND_BUFFERS_BYTES);
            othersAreServed(server);
            assertThat(Arrays.equals(client.readBytesToEnd(), bytes))
                    .as("seed %d", seed)
                    .isTrue();
            sending.get(1, TimeUnit.SECONDS);
        }
    }

    /** A line of one byte asks for a reply three hundred times as long: a read of 64 KiB, for 20 MB. */
    @ParameterizedTest
    @CsvSource({"NIO, 65536, 32768", "NIO, 1, 0", "EPOLL, 65536, 32768", "EPOLL, 1, 0", "EPOLL, 1, 1"})
    void repliesToTinyLinesAreBounded(Loop loop, int highBytes, int lowBytes) throws Exception {
        String prefix = "p".repeat(PREFIX_BYTES);
        byte[] flood = "\n".repeat(LINES).getBytes(StandardCharsets.US_ASCII);
        String[] settings = {
            "server.framing=line",
            "server.prefix=" + prefix,
            "server.writeBufferHighBytes=" + highBytes,
            "server.writeBufferLowBytes=" + lowBytes
        };
        try (var server = ServerUnderTest.start(loop, settings);
                var client = Client.withSmallBuffers(server.port())) {
            var sending = client.sendAllInBackground(flood);
            Await.until("first replies", () -> server.total("bytesOut") > 0);
            long written = Await.settled("the server", () -> server.total("bytesOut"));
            assertThat(written).as("replies to nobody").isPositive().isLessThan(KERNEL_AND_BUFFERS_BYTES);
            assertThat(client.read(PREFIX_BYTES + 1)).isEqualTo(prefix + "\n");
            byte[] expected = (prefix + "\n").repeat(LINES - 1).getBytes(StandardCharsets.US_ASCII);
            assertThat(Arrays.equals(client.readBytesToEnd(), expected)).isTrue();
            sending.get(1, TimeUnit.SECONDS);
        }
    }

    @Test
    void theBusIsToldThatThePeerDoesNotRead() {
        try (var server = ServerUnderTest.start();
                var client = Client.withSmallBuffers(server.port());
                var other = server.connect()) {
            String address = Addresses.connection(server.event("opened").getString("connection"));
            server.event("opened");
            client.sendAllInBackground(new byte[48 << 20]);
            Await.settled("the server", () -> server.total("bytesOut"));
            var refused = server.vertx.eventBus().request(address, "hello");
            Await.until("refused", refused::failed);
            assertThat(refused.cause()).hasMessageStartingWith(FailureCode.OVERLOADED.name());
            server.vertx.eventBus().publish(Addresses.BROADCAST, "to readers");
            assertThat(other.read(10)).isEqualTo("to readers");
        }
    }

    private static void othersAreServed(ServerUnderTest server) {
        try (var other = server.connect()) {
            assertThat(other.send("hello").read(5)).isEqualTo("hello");
        }
    }
}
