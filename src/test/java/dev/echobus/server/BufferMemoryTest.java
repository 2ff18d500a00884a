package dev.echobus.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** All connections together hold no more than {@code server.bufferMemoryMaxBytes}, and nobody else notices. */
class BufferMemoryTest {

    /** So that what a client does not read stays with the server, and not with the kernel. */
    private static final String LITTLE_IN_THE_KERNEL = "server.sendBufferBytes=16384";

    private static final int FLOOD_BYTES = 4 << 20;

    /**
     * By itself each would hold 128 KiB, the first few do, and all are read to the end once their clients read. With
     * io_uring reads are under way before anybody knows how much the others hold.
     */
    @ParameterizedTest
    @EnumSource(names = "IO_URING", mode = EnumSource.Mode.EXCLUDE)
    void eachHoldsLittleOnceAllHoldMuchAndLosesNothing(Loop loop) throws Exception {
        int boundBytes = 1 << 20;
        int clients = 24;
        byte[] flood = new byte[FLOOD_BYTES];
        new Random(1).nextBytes(flood);
        try (var server =
                ServerUnderTest.start(loop, LITTLE_IN_THE_KERNEL, "server.bufferMemoryMaxBytes=" + boundBytes)) {
            List<Client> crowd = new ArrayList<>();
            List<CompletableFuture<Void>> sendings = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                var client = Client.withSmallBuffers(server.port());
                crowd.add(client);
                sendings.add(client.sendAllInBackground(flood));
            }
            Await.settled("the server", () -> server.total("bytesOut"));
            assertThat(server.buffers.budget().heldBytes()).isBetween(boundBytes / 2L, (long) boundBytes);
            othersAreServed(server);
            for (Client client : crowd) {
                assertThat(Arrays.equals(client.readBytesToEnd(), flood)).isTrue();
            }
            for (var sending : sendings) {
                sending.get(1, TimeUnit.SECONDS);
            }
            Await.until("nothing is held", () -> server.buffers.budget().heldBytes() == 0);
            assertThat(server.total("connectionsCutForMemory")).isZero();
        }
    }

    /** Even one short read of each is too much here. */
    @ParameterizedTest
    @EnumSource
    void whoTakesNothingIsCutForTheOthers(Loop loop) {
        int boundBytes = 8_192;
        try (var server =
                        ServerUnderTest.start(loop, LITTLE_IN_THE_KERNEL, "server.bufferMemoryMaxBytes=" + boundBytes);
                var other = server.connect()) {
            server.event("opened");
            for (int i = 0; i < 8; i++) {
                Client.withSmallBuffers(server.port()).sendAllInBackground(new byte[FLOOD_BYTES]);
            }
            Await.until("cut", () -> server.total("connectionsCutForMemory") > 0);
            Await.until("less is held", () -> server.buffers.budget().heldBytes() <= boundBytes);
            assertThat(server.reasonOfNextClosed())
                    .matches("held \\d+ bytes while all held more than 8192" + " \\(server.bufferMemoryMaxBytes\\)");
            assertThat(other.send("hello").read(5)).isEqualTo("hello");
        }
    }

    /** What has come of a message is held until the rest of it comes. */
    @Test
    void unfinishedMessagesCountToo() throws Exception {
        try (var server = ServerUnderTest.start(
                        "server.framing=length",
                        "server.messageMaxBytes=1048576",
                        "server.bufferMemoryMaxBytes=262144");
                var other = server.connect();
                var client = server.connect()) {
            server.event("opened");
            server.event("opened");
            byte[] half = ByteBuffer.allocate(4 + 524_288).putInt(1_048_576).array();
            var sending = CompletableFuture.runAsync(() -> client.send(half));
            assertThat(server.event("closed").getString("reason")).startsWith("held ");
            sending.handle((sent, reset) -> "either").get(30, TimeUnit.SECONDS);
            byte[] whole = ByteBuffer.allocate(4 + 1_000).putInt(1_000).array();
            assertThat(other.send(whole).readBytes(whole.length)).isEqualTo(whole);
            Await.until("nothing is held", () -> server.buffers.budget().heldBytes() == 0);
        }
    }

    /** One of three has to go, and two have waited for long: not the one that has just begun, nor the one that holds little. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void ofThoseThatTakeOrEndNothingTheOneThatHoldsMostGoes(int instances) {
        try (var server = ServerUnderTest.start(
                        instances,
                        "server.framing=length",
                        "server.messageMaxBytes=1048576",
                        "server.bufferMemoryMaxBytes=262144");
                var most = server.connect();
                var little = server.connect();
                var late = server.connect()) {
            most.send(begun(150_000));
            little.send(begun(10_000));
            Await.until("both are held", () -> server.buffers.budget().heldBytes() >= 160_000);
            Await.settled("what is held", () -> server.buffers.budget().heldBytes());
            late.send(begun(150_000));
            Await.until("one is cut", () -> server.total("connectionsCutForMemory") > 0);

            assertThat(little.send("!").readBytes(4 + 10_001)).hasSize(4 + 10_001);
            assertThat(late.send("!").readBytes(4 + 150_001)).hasSize(4 + 150_001);
            assertThat(server.total("connectionsCutForMemory")).isOne();
        }
    }

    /** A record of so many bytes and one more, which is not sent yet. */
    private static byte[] begun(int bytes) {
        return ByteBuffer.allocate(4 + bytes).putInt(bytes + 1).array();
    }

    private static void othersAreServed(ServerUnderTest server) {
        try (var other = server.connect()) {
            assertThat(other.send("hello").read(5)).isEqualTo("hello");
        }
    }
}
