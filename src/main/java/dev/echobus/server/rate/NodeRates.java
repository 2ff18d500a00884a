package dev.echobus.server.rate;

/** The rates that all connections of a node share. Any thread. */
public final class NodeRates {

    private final SharedRate bytes = new SharedRate();
    private final SharedRate messages = new SharedRate();

    SharedRate bytes() {
        return bytes;
    }

    SharedRate messages() {
        return messages;
    }
}
