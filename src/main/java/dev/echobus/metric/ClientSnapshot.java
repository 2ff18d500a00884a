package dev.echobus.metric;

import java.util.Map;

/**
 * What a node's clients on the event bus have done until one moment, over all verticles.
 *
 * @param requestsRefused at once, for their form or since too much was waiting
 * @param servers known now; each verticle counts its own, as it has its own connections
 * @param serverEjections how often a server was left out after a failure
 * @param outcomes of requests, those refused among them, by what they came to
 * @param roundTrip from a request's coming to its reply
 */
public record ClientSnapshot(
        long requestsPending,
        long requests,
        long requestsRefused,
        long requestsReplied,
        long requestsFailed,
        long servers,
        long serversConnected,
        long serverEjections,
        Map<String, Long> outcomes,
        Times roundTrip) {

    /** Of a node without a client. */
    public static final ClientSnapshot NONE = new ClientSnapshot(0, 0, 0, 0, 0, 0, 0, 0, Map.of(), Times.NONE);
}
