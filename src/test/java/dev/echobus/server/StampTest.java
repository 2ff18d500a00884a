package dev.echobus.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.bus.Addresses;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The bytes of stamps, read as docs/PROTOCOL.md has them and by nothing of ours. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class StampTest {

    private static final String[] STAMPED = {"server.framing=length", "server.stamp=true"};
    private static final int MARK = 0x80000000;
    private static final int STAMP_BYTES = 128;

    private static byte[] record(int mark, byte[] payload) {
        return ByteBuffer.allocate(4 + payload.length)
                .putInt(mark | payload.length)
                .put(payload)
                .array();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Reads a reply to a message that asked, holds its echo against the payload, and returns its stamp. */
    private static ByteBuffer stamp(Client client, byte[] payload) {
        int field = ByteBuffer.wrap(client.readBytes(4)).getInt();
        assertThat(field).isEqualTo(MARK | (payload.length + STAMP_BYTES));
        assertThat(client.readBytes(payload.length)).isEqualTo(payload);
        ByteBuffer stamp = ByteBuffer.wrap(client.readBytes(STAMP_BYTES));
        assertThat(stamp.getInt(0)).isEqualTo(0x45425331);
        return stamp;
    }

    private static String name(ByteBuffer stamp, int lengthAt, int at) {
        return new String(stamp.array(), at, stamp.get(lengthAt), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @EnumSource
    void aMessageThatAsksGetsItsTimesAndTheNode(Loop loop) {
        try (var server = ServerUnderTest.start(loop, STAMPED);
                var client = server.connect()) {
            long before = System.nanoTime();
            client.send(record(MARK, bytes("hello")));
            ByteBuffer stamp = stamp(client, bytes("hello"));
            long after = System.nanoTime();
            assertThat(stamp.getInt(4))
                    .as("responder, attempts, length of names")
                    .isEqualTo(0x00000500);
            assertThat(name(stamp, 6, 80)).isEqualTo("node1");
            assertThat(new long[] {
                        before, stamp.getLong(24), stamp.getLong(32), stamp.getLong(48), stamp.getLong(56), after
                    })
                    .isSorted();
            assertThat(stamp.getLong(40)).isZero();
            assertThat(stamp.getLong(64)).isEqualTo(-1);
            long dayNanos = stamp.getLong(16) + stamp.getLong(56);
            assertThat(TimeUnit.NANOSECONDS.toSeconds(dayNanos) - System.currentTimeMillis() / 1_000)
                    .isBetween(-60L, 60L);
        }
    }

    /** Also those of the same connection, in the order of the messages. */
    @Test
    void aMessageThatDoesNotAskIsEchoedAsEver() {
        try (var server = ServerUnderTest.start(STAMPED);
                var client = server.connect()) {
            byte[] plain = record(0, bytes("plain"));
            byte[] asking = record(MARK, bytes("asking"));
            client.send(ByteBuffer.allocate(3 * plain.length + asking.length)
                    .put(plain)
                    .put(asking)
                    .put(plain)
                    .put(plain)
                    .array());
            assertThat(client.readBytes(plain.length)).isEqualTo(plain);
            stamp(client, bytes("asking"));
            assertThat(client.readBytes(plain.length)).isEqualTo(plain);
            assertThat(client.readBytes(plain.length)).isEqualTo(plain);
        }
    }

    @Test
    void messagesOfAnySizeComeWhole() {
        try (var server = ServerUnderTest.start(STAMPED[0], STAMPED[1], "server.messageMaxBytes=300000");
                var client = server.connect()) {
            var random = new Random(3);
            for (int size : new int[] {0, 1, 1_019, 1_020, 1_021, 65_536, 299_999, 300_000}) {
                var payload = new byte[size];
                random.nextBytes(payload);
                client.send(record(MARK, payload));
                stamp(client, payload);
            }
        }
    }

    @Test
    void aPrefixStandsBeforeTheMessageAndTheStampBehindIt() {
        try (var server = ServerUnderTest.start(STAMPED[0], STAMPED[1], "server.prefix=> ");
                var client = server.connect()) {
            client.send(record(MARK, bytes("one"))).send(record(0, bytes("two")));
            stamp(client, bytes("> one"));
            assertThat(client.readBytes(9)).isEqualTo(record(0, bytes("> two")));
            var payload = new byte[5_000];
            client.send(record(MARK, payload));
            assertThat(ByteBuffer.wrap(client.readBytes(4)).getInt()).isEqualTo(MARK | 5_130);
            assertThat(new String(client.readBytes(2), StandardCharsets.UTF_8)).isEqualTo("> ");
            assertThat(client.readBytes(5_000)).isEqualTo(payload);
        }
    }

    @Test
    void aMessageOverTheMaximumIsRefusedWhetherItAsksOrNot() {
        try (var server = ServerUnderTest.start(STAMPED[0], STAMPED[1], "server.messageMaxBytes=100");
                var client = server.connect()) {
            client.send(record(MARK, new byte[100]));
            stamp(client, new byte[100]);
            client.send(record(MARK, new byte[101])).closeOutput();
            assertThat(client.readToEnd()).isEmpty();
            assertThat(server.reasonOfNextClosed()).contains("(server.messageMaxBytes)");
        }
    }

    /** To a server that does not stamp, the mark is a part of the length. */
    @Test
    void withoutTheSettingWhoAsksIsRefused() {
        try (var server = ServerUnderTest.start("server.framing=length");
                var client = server.connect()) {
            client.send(record(MARK, bytes("hello"))).closeOutput();
            assertThat(client.readToEnd()).isEmpty();
            assertThat(server.reasonOfNextClosed()).contains("(server.messageMaxBytes)");
        }
    }

    @Test
    void theWayOverTheBusIsTold() {
        try (var server = ServerUnderTest.start(STAMPED[0], STAMPED[1], "server.responder=bus");
                var client = server.connect()) {
            server.vertx.eventBus().<Buffer>consumer(Addresses.SERVER_REPLY, message -> {
                var told = new DeliveryOptions()
                        .addHeader(Addresses.NODE_HEADER, "a-name-of-more-than-24-bytes")
                        .addHeader(Addresses.HANDLED_HEADER, "1");
                message.reply(message.body().appendString("!"), told);
            });
            client.send(record(MARK, bytes("hello"))).send(record(0, bytes("plain")));
            ByteBuffer stamp = stamp(client, bytes("hello!"));
            assertThat(stamp.get(4)).isEqualTo((byte) 1);
            assertThat(stamp.get(5)).as("attempts").isEqualTo((byte) 1);
            assertThat(name(stamp, 7, 104)).isEqualTo("a-name-of-more-than-24-b");
            assertThat(stamp.getLong(64)).isEqualTo(1);
            assertThat(new long[] {
                        stamp.getLong(24), stamp.getLong(32), stamp.getLong(40), stamp.getLong(48), stamp.getLong(56)
                    })
                    .isSorted();
            assertThat(client.readBytes(10)).isEqualTo(record(0, bytes("plain!")));
        }
    }

    /** Answers come in any order, and each has its own times. */
    @Test
    void manyAtOnceKeepTheirOrderAndTheirTimes() {
        try (var server = ServerUnderTest.start(
                        STAMPED[0], STAMPED[1], "server.responder=bus", "server.responderInFlightMax=50");
                var client = server.connect()) {
            var random = new Random(9);
            server.vertx.eventBus().<Buffer>consumer(Addresses.SERVER_REPLY, message -> {
                if (random.nextInt(3) == 0) {
                    server.vertx.setTimer(1 + random.nextInt(20), timer -> message.reply(message.body()));
                } else {
                    message.reply(message.body());
                }
            });
            long before = System.nanoTime();
            boolean[] isAsking = new boolean[1_000];
            for (int i = 0; i < isAsking.length; i++) {
                isAsking[i] = random.nextInt(4) > 0;
                client.send(record(isAsking[i] ? MARK : 0, bytes("number " + i)));
            }
            long received = before;
            for (int i = 0; i < isAsking.length; i++) {
                if (isAsking[i]) {
                    ByteBuffer stamp = stamp(client, bytes("number " + i));
                    assertThat(new long[] {
                                received, stamp.getLong(24), stamp.getLong(32), stamp.getLong(40), stamp.getLong(48)
                            })
                            .as("message " + i)
                            .isSorted();
                    received = stamp.getLong(24);
                } else {
                    byte[] plain = record(0, bytes("number " + i));
                    assertThat(client.readBytes(plain.length)).isEqualTo(plain);
                }
            }
        }
    }

    /** The server reads no more, and what it has read waits until the peer takes its replies. */
    @Test
    void whatWaitsForAPeerThatDoesNotReadShowsInTheQueue() {
        try (var server = ServerUnderTest.start(STAMPED);
                var client = Client.withSmallBuffers(server.port())) {
            var payload = new byte[10_000];
            int count = 1_000;
            var all = ByteBuffer.allocate(count * (4 + payload.length));
            for (int i = 0; i < count; i++) {
                all.put(record(MARK, payload));
            }
            var sending = client.sendAllInBackground(all.array());
            Await.settled("what was sent", client.sent::get);
            assertThat(sending).isNotDone();
            long resumed = System.nanoTime();
            int waiting = 0;
            int behind = 0;
            for (int i = 0; i < count; i++) {
                ByteBuffer stamp = stamp(client, payload);
                waiting += stamp.getLong(24) < resumed - 200_000_000 && stamp.getLong(32) > resumed ? 1 : 0;
                behind += stamp.getInt(72) != 0 ? 1 : 0;
            }
            assertThat(waiting)
                    .as("read before the pause and handed on after it")
                    .isPositive();
            assertThat(behind).as("written behind what had not been taken").isPositive();
        }
    }

    @Test
    void whatAReplySaysAndCannotBeIsNotTold() {
        try (var server = ServerUnderTest.start(STAMPED[0], STAMPED[1], "server.responder=bus");
                var client = server.connect()) {
            String[] claims = {"-1", "soon", "", "3600000000000", "99999999999999999999", "1e3"};
            int[] next = {0};
            server.vertx.eventBus().<Buffer>consumer(Addresses.SERVER_REPLY, message -> {
                var told = new DeliveryOptions().addHeader(Addresses.HANDLED_HEADER, claims[next[0]++]);
                message.reply(message.body(), told);
            });
            for (String claim : claims) {
                client.send(record(MARK, bytes("hello")));
                ByteBuffer stamp = stamp(client, bytes("hello"));
                assertThat(stamp.getLong(64)).as(claim).isEqualTo(-1);
                assertThat(stamp.get(7)).isZero();
            }
        }
    }
}
