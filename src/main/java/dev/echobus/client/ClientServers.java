package dev.echobus.client;

import dev.echobus.common.Endpoint;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which servers the client verticles of a node talk to.
 *
 * @param endpoints all of them; of a name, each of its addresses is a server
 * @param own where this node's own server is reached, when it is one of them: used alone while it answers
 */
public record ClientServers(
        List<Endpoint> endpoints, @Nullable Endpoint own) {

    /** The node's own server is among them, and the first. */
    public ClientServers {
        endpoints = Stream.concat(Stream.ofNullable(own), endpoints.stream())
                .distinct()
                .toList();
    }
}
