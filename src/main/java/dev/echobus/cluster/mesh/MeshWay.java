package dev.echobus.cluster.mesh;

/**
 * One way to another node.
 *
 * @param to the other node's name
 * @param listener the name of its listener; empty over the bus
 * @param destination {@code host:port} that is dialled, or the address on the bus
 */
public record MeshWay(String to, Medium medium, String listener, String destination) {

    @Override
    public String toString() {
        return medium == Medium.TCP ? medium + " " + listener : medium.toString();
    }
}
