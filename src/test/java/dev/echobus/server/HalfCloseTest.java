package dev.echobus.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.bus.Addresses;
import dev.echobus.common.FramingKind;
import dev.echobus.server.Messages.Stream;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A client that sends everything, closes its side and only then reads: where a naive echo server loses data. */
class HalfCloseTest {

    private static final int STREAM_BYTES = 32 << 20;

    @ParameterizedTest
    @CsvSource({
        "EPOLL, RAW, ''", "EPOLL, LINE, ''", "EPOLL, LINE, 'got: '", "EPOLL, LENGTH, ''", "EPOLL, LENGTH, 'got: '",
        "NIO, RAW, ''", "NIO, LINE, ''", "NIO, LINE, 'got: '", "NIO, LENGTH, ''", "NIO, LENGTH, 'got: '"
    })
    void halfClosedClientGetsEveryByteBack(Loop loop, FramingKind framing, String prefix) throws Exception {
        long seed = System.nanoTime();
        Stream stream = Stream.random(framing, prefix, STREAM_BYTES, seed);
        try (var server = ServerUnderTest.start(loop, "server.framing=" + framing, "server.prefix=" + prefix)) {
            everyByteComesBack(server, stream, seed);
        }
    }

    @ParameterizedTest
    @EnumSource
    void repliesOfTheBusKeepTheOrderOfMessages(Loop loop) throws Exception {
        long seed = System.nanoTime();
        Stream stream = Stream.random(FramingKind.LENGTH, "", STREAM_BYTES / 4, seed);
        try (var server = ServerUnderTest.start(loop, "server.framing=length", "server.responder=bus")) {
            answerLateAndOutOfOrder(server, seed);
            everyByteComesBack(server, stream, seed);
        }
    }

    @Test
    void bytesThatNobodyReadsWaitForOneWhoDoes() throws Exception {
        long seed = System.nanoTime();
        Stream stream = Stream.random(FramingKind.RAW, "", 1_000, seed);
        try (var server = ServerUnderTest.start("server.framing=raw")) {
            everyByteComesBack(server, stream, seed);
            server.event("opened");
            assertThat(server.event("closed").getString("code")).isEqualTo("CLOSED_BY_PEER");
        }
    }

    @Test
    void aClientThatClosesAtOnceIsGone() {
        try (var server = ServerUnderTest.start()) {
            server.connect().closeOutput().close();
            server.event("opened");
            assertThat(server.event("closed").getLong("bytesIn")).isZero();
        }
    }

    private static void answerLateAndOutOfOrder(ServerUnderTest server, long seed) {
        var random = new Random(seed);
        server.vertx
                .eventBus()
                .<Buffer>consumer(
                        Addresses.SERVER_REPLY,
                        message ->
                                server.vertx.setTimer(1 + random.nextInt(3), timer -> message.reply(message.body())));
    }

    private static void everyByteComesBack(ServerUnderTest server, Stream stream, long seed) throws Exception {
        try (var client = server.connect()) {
            var sending = client.sendAllInBackground(stream.bytes());
            Await.settled("the sender", client.sent::get);

            Digested received = readSlowly(client, new Random(seed));

            assertThat(received.bytes()).as("bytes received, seed %d", seed).isEqualTo(stream.replyBytes());
            assertThat(received.sha256()).as("what was received, seed %d", seed).isEqualTo(stream.replySha256());
            sending.get(1, TimeUnit.SECONDS);
        }
    }

    private record Digested(long bytes, String sha256) {}

    private static Digested readSlowly(Client client, Random random) throws IOException {
        MessageDigest digest = Messages.sha256();
        byte[] buffer = new byte[100_000];
        long total = 0;
        int count = client.in().read(buffer, 0, 1);
        while (count >= 0) {
            digest.update(buffer, 0, count);
            total += count;
            if (random.nextInt(16) == 0) {
                LockSupport.parkNanos(1_000_000);
            }
            count = client.in().read(buffer, 0, 1 + random.nextInt(buffer.length));
        }
        return new Digested(total, HexFormat.of().formatHex(digest.digest()));
    }
}
