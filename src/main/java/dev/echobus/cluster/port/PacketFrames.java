package dev.echobus.cluster.port;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Follows the packets of Hazelcast's members through the bytes of a connection, without keeping any: a version, two bytes
 * of flags, four of the partition, four of the length, then so many bytes. Not thread-safe.
 */
final class PacketFrames {

    static final int HEADER_BYTES = 11;
    static final int LENGTH_OFFSET = 7;

    /** Of Hazelcast 4 and 5. */
    static final byte VERSION = 4;

    private int leftBytes;
    private int lengthBytes;
    private long packets;

    /**
     * Goes on to the end of what can be read; part of a header is left to come again with the rest of it.
     *
     * @param bytes what Hazelcast's reader is about to read, from its position to its limit; it is left as it is
     * @return what is no packet of a member, for people, or empty
     */
    Optional<String> follow(ByteBuffer bytes) {
        int at = bytes.position();
        while (true) {
            if (leftBytes > 0) {
                int come = Math.min(leftBytes, bytes.limit() - at);
                at += come;
                leftBytes -= come;
                if (leftBytes > 0) {
                    return Optional.empty();
                }
                packets++;
            }
            if (bytes.limit() - at < HEADER_BYTES) {
                return Optional.empty();
            }
            byte version = bytes.get(at);
            lengthBytes = bytes.getInt(at + LENGTH_OFFSET);
            if (version != VERSION) {
                return Optional.of("a packet of version " + version + ", expected " + VERSION);
            }
            if (lengthBytes <= 0 || lengthBytes > MemberLimits.PACKET_MAX_BYTES) {
                return Optional.of(
                        "a packet of " + lengthBytes + " bytes, expected 1 to " + MemberLimits.PACKET_MAX_BYTES);
            }
            leftBytes = lengthBytes;
            at += HEADER_BYTES;
        }
    }

    /** How many have come whole. */
    long packets() {
        return packets;
    }

    /** What Hazelcast makes room for as soon as it has read the length; 0 between packets. */
    int heldBytes() {
        return leftBytes > 0 ? lengthBytes : 0;
    }
}
