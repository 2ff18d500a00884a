package dev.echobus.cluster.port;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets of members, cut anywhere, and what is none. */
class PacketFramesTest {

    private static final long SEED = 20_240_611;

    private final PacketFrames frames = new PacketFrames();

    /** As Hazelcast reads: part of a header stays in the buffer, everything else is taken. */
    @Test
    void packetsAreCountedHoweverTheyAreCut() {
        var random = new Random(SEED);
        int count = 200;
        var all = ByteBuffer.allocate(count * (PacketFrames.HEADER_BYTES + 64));
        for (int index = 0; index < count; index++) {
            int length = 1 + random.nextInt(64);
            all.put(header(4, length)).put(new byte[length]);
        }
        all.flip();
        int total = all.limit();
        int left = 0;
        while (left < total) {
            int until = Math.min(total, left + 1 + random.nextInt(100));
            var read = all.duplicate().position(left).limit(until);
            assertThat(frames.follow(read)).as("seed %d", SEED).isEmpty();
            int before = left;
            left = consumed(all, until);
            assertThat(left).isGreaterThanOrEqualTo(before);
            if (left == before && until == total) {
                break;
            }
        }
        assertThat(frames.packets()).as("seed %d", SEED).isEqualTo(count);
        assertThat(frames.heldBytes()).isZero();
    }

    @Test
    void whatIsAnnouncedIsHeldUntilItHasCome() {
        frames.follow(ByteBuffer.wrap(header(4, 1_000)));
        assertThat(frames.heldBytes()).isEqualTo(1_000);
        frames.follow(ByteBuffer.wrap(new byte[999]));
        assertThat(frames.heldBytes()).isEqualTo(1_000);
        assertThat(frames.packets()).isZero();
        frames.follow(ByteBuffer.wrap(new byte[1]));
        assertThat(frames.heldBytes()).isZero();
        assertThat(frames.packets()).isOne();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, MemberLimits.PACKET_MAX_BYTES})
    void theShortestAndTheLongestPass(int length) {
        assertThat(frames.follow(ByteBuffer.wrap(header(4, length)))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, MemberLimits.PACKET_MAX_BYTES + 1, Integer.MAX_VALUE})
    void otherLengthsAreNotBelieved(int length) {
        assertThat(frames.follow(ByteBuffer.wrap(header(4, length))))
                .contains("a packet of " + length + " bytes, expected 1 to 16777216");
    }

    @Test
    void anotherVersionIsNamed() {
        assertThat(frames.follow(ByteBuffer.wrap(header(3, 10)))).contains("a packet of version 3, expected 4");
    }

    /** How far a reader takes bytes that begin with a whole packet: to the end, or to the header that is not whole. */
    private static int consumed(ByteBuffer all, int until) {
        int at = 0;
        while (until - at >= PacketFrames.HEADER_BYTES) {
            int next = at + PacketFrames.HEADER_BYTES + all.getInt(at + PacketFrames.LENGTH_OFFSET);
            if (next > until) {
                return until;
            }
            at = next;
        }
        return at;
    }

    static byte[] header(int version, int length) {
        return ByteBuffer.allocate(PacketFrames.HEADER_BYTES)
                .put((byte) version)
                .putShort((short) 0x10)
                .putInt(-1)
                .putInt(length)
                .array();
    }
}
