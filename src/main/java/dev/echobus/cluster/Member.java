package dev.echobus.cluster;

/**
 * One process of the cluster, as another one sees it.
 *
 * @param name first part of a node's connection ids, and what {@code echobus.service.info} calls {@code node}
 * @param address where its membership port listens, {@code host:port}
 * @param kind whether it holds a share of the cluster
 * @param state whether it is there
 */
public record Member(String name, String address, Kind kind, State state) {

    /** What a member does in the cluster. */
    public enum Kind {
        /** Stays, and holds its share of the map of consumers. */
        NODE,
        /** Came for a few messages. */
        GUEST
    }

    /** Whether a member is there. */
    public enum State {
        UP,
        /** Gone, as it had said that it would go. */
        LEFT,
        /** Gone without a word: it crashed, was killed, or the network lies between. */
        LOST
    }

    Member in(State other) {
        return new Member(name, address, kind, other);
    }

    @Override
    public String toString() {
        return name + " " + address;
    }
}
