package dev.echobus.load.result;

/**
 * The parts of a message's latency. {@code CLIENT}, {@code NETWORK}, {@code QUEUE}, {@code HANDLER} and {@code BUS} add up
 * to it; what follows after the network and the queue are their two parts.
 */
public enum Leg {
    /** From when it was intended until it was sent. */
    CLIENT("client"),
    /** On its way there and back: what of the round trip was not on the server. */
    NETWORK("network"),
    NETWORK_THERE("  there"),
    NETWORK_BACK("  back"),
    /** On the server, waiting for its turn. */
    QUEUE("queue"),
    /** From the read of its last byte until it was handed to what answers. */
    QUEUE_IN("  before"),
    /** From its reply until that was given to the socket: replies leave in the order of the messages. */
    QUEUE_OUT("  after"),
    /** With what answers it; over the bus as far as that says how long. */
    HANDLER("handler"),
    /** On the bus, there and back, and with what answers as far as that does not say how long. */
    BUS("bus");

    private final String text;

    Leg(String text) {
        this.text = text;
    }

    /** As reports list it, indented where it is a part of the one before. */
    public String text() {
        return text;
    }
}
