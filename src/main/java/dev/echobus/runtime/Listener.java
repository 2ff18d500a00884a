package dev.echobus.runtime;

/**
 * Something the node listens with.
 *
 * @param kind what it serves: {@code echo}
 * @param url where
 */
public record Listener(String kind, String url) {

    static Listener tcp(String kind, String host, int port) {
        return new Listener(kind, "tcp://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
    }
}
