package dev.echobus.config;

import dev.echobus.common.Endpoint;
import dev.echobus.common.FramingSpec;
import java.nio.charset.StandardCharsets;

/**
 * What one listener of a node has of its own.
 *
 * @param name by which its connections are told apart from others': in its line, the log, events
 * @param endpoint where it listens; port 0 is a free one
 * @param framing how it cuts bytes into messages
 * @param prefix text before each echoed message
 * @param responder what answers a message
 * @param isStamped replies tell times and their way, to those who ask
 */
public record ListenerConfig(
        String name,
        Endpoint endpoint,
        FramingSpec framing,
        String prefix,
        ResponderKind responder,
        boolean isStamped) {

    /** The listener of {@code server.host} and {@code server.port}, which every node has. */
    public static final String ECHO = "echo";

    static ListenerConfig of(String name, Endpoint endpoint, MessageSettings messages) {
        return new ListenerConfig(
                name, endpoint, messages.framingSpec(), messages.prefix(), messages.responder(), messages.stamp());
    }

    /** The setting that says where it listens. */
    public String endpointPath() {
        return name.equals(ECHO) ? "server.port" : "listeners." + name + ".url";
    }

    /** The same at another port: the one that was free. */
    public ListenerConfig withPort(int port) {
        return at(endpoint.withPort(port));
    }

    /** The same at another address: one that it is reached at. */
    public ListenerConfig at(Endpoint other) {
        return new ListenerConfig(name, other, framing, prefix, responder, isStamped);
    }

    /** The prefix as it goes over the wire. */
    public byte[] prefixBytes() {
        return prefix.getBytes(StandardCharsets.UTF_8);
    }
}
