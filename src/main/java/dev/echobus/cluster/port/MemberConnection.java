package dev.echobus.cluster.port;

import com.hazelcast.internal.networking.Channel;
import com.hazelcast.internal.server.ServerConnection;

/**
 * One connection of the member port as its bounds see it. The event loop that reads it writes the counts, the clock of all
 * connections reads them and counts the seconds.
 */
final class MemberConnection {

    private final Channel channel;
    private final Refusals refusals;

    private volatile int heldBytes;
    private volatile long packets;
    private boolean isClosed;

    /** Counted rather than measured: a process that was stopped reads what has come before it takes it for late. */
    private int unfinishedSeconds;

    private long packetsBefore;

    MemberConnection(Channel channel, Refusals refusals) {
        this.channel = channel;
        this.refusals = refusals;
    }

    /** What has come, after a read; returns how much more it holds than before. On the connection's event loop. */
    synchronized int read(long wholePackets, int held) {
        packets = wholePackets;
        return isClosed ? 0 : hold(held);
    }

    /** Holds nothing from now on; returns how much more that is than before. */
    synchronized int closed() {
        isClosed = true;
        return hold(0);
    }

    private int hold(int bytes) {
        int more = bytes - heldBytes;
        heldBytes = bytes;
        return more;
    }

    int heldBytes() {
        return heldBytes;
    }

    /** Whether it has sent a whole packet. */
    boolean isIntroduced() {
        return packets > 0;
    }

    /** A second has passed; true when what is due has been due for too long. On the clock alone. */
    boolean isLate() {
        boolean isOwing = heldBytes > 0 || packets == 0;
        unfinishedSeconds = isOwing && packets == packetsBefore ? unfinishedSeconds + 1 : 0;
        packetsBefore = packets;
        return unfinishedSeconds > limitSeconds();
    }

    int limitSeconds() {
        return MemberLimits.PACKET_TIMEOUT_SECONDS + heldBytes / MemberLimits.BYTES_PER_SECOND_MIN;
    }

    /**
     * Closes it, once Hazelcast has made a connection of it: closed before, it would have Hazelcast close the port.
     *
     * @return false when it was too early
     */
    boolean close(String reason) {
        var connection = (ServerConnection) channel.attributeMap().get(ServerConnection.class);
        if (connection == null) {
            return false;
        }
        refusals.ofPeer(channel.remoteSocketAddress(), reason);
        connection.close("refused", null);
        return true;
    }
}
