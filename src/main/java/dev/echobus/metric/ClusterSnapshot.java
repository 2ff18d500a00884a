package dev.echobus.metric;

/**
 * What a node has seen of its cluster until one moment; guests are not counted.
 *
 * @param members nodes that are there, this one included
 * @param membersJoined nodes that came after this one
 */
public record ClusterSnapshot(long members, long membersJoined, long membersLeft, long membersLost) {

    /** Of a node that is in no cluster. */
    public static final ClusterSnapshot NONE = new ClusterSnapshot(0, 0, 0, 0);
}
