package dev.echobus.bus;

import java.util.List;

/** Every event-bus address and header of the contract. */
public final class Addresses {

    /** Request: bytes or text; the reply is the same bytes, after a round trip over TCP. */
    public static final String CLIENT_ECHO = "echobus.client.echo";

    /** Request, sent by a server whose responder is the bus: a message's bytes; the reply is what the peer gets. */
    public static final String SERVER_REPLY = "echobus.server.reply";

    /** Publish: a {@link ConnectionEvent} as JSON. */
    public static final String SERVER_CONNECTION = "echobus.server.connection";

    /** Publish, when asked for: a message's bytes, with the headers of {@link #SERVER_REPLY}. */
    public static final String SERVER_MESSAGE = "echobus.server.message";

    /** Publish: bytes to write to every connection of every node, its own clients' excepted. */
    public static final String BROADCAST = "echobus.broadcast";

    /** Publish with {@link #REPLY_ADDRESS_HEADER}: every node answers who it is. */
    public static final String SERVICE_PING = "echobus.service.ping";

    /** Publish with {@link #REPLY_ADDRESS_HEADER}: every node answers what it runs. */
    public static final String SERVICE_INFO = "echobus.service.info";

    /** Publish with {@link #REPLY_ADDRESS_HEADER}: every node answers what it has done. */
    public static final String SERVICE_STATS = "echobus.service.stats";

    /** Request: one node audits the routes of all. */
    public static final String SERVICE_AUDIT = "echobus.service.audit";

    /**
     * Publish with {@link #REPLY_ADDRESS_HEADER}: every node answers what passed over its bus since it was last asked by
     * the same tap. Not one of the service addresses: it shows who asks whom for what.
     */
    public static final String TAP = "echobus.tap";

    /**
     * Publish with {@link #REPLY_ADDRESS_HEADER}: every node answers how many connections its event loops have, and some
     * of them. Not one of the service addresses: it shows who is connected.
     */
    public static final String CONNECTIONS = "echobus.connections";

    /** Header of a request: its deadline in milliseconds, as text. */
    public static final String TIMEOUT_HEADER = "timeoutMs";

    /** Header of a request on {@link #CLIENT_ECHO}, whatever its value: its reply is to tell its way in the next four. */
    public static final String TRACE_HEADER = "trace";

    /** Header of a reply whose request asked for its trace: the server that echoed, {@code host:port}. */
    public static final String SERVER_HEADER = "server";

    /** Header of the same: nanoseconds from the request's coming to the client verticle until it was sent on. */
    public static final String WAITED_HEADER = "waitedNanos";

    /** Header of the same: nanoseconds from then until its echo had come back. */
    public static final String ROUND_TRIP_HEADER = "roundTripNanos";

    /** Header of a reply on {@link #SERVER_REPLY}, if its sender likes: nanoseconds for which it had the message. */
    public static final String HANDLED_HEADER = "handledNanos";

    /** Header of a message's bytes: the connection it came by. */
    public static final String CONNECTION_HEADER = "connection";

    /** Header of a message's bytes: the peer's address. */
    public static final String REMOTE_HEADER = "remote";

    /** Header of a message's bytes: the node that received it; of a reply with a trace: whose client answers. */
    public static final String NODE_HEADER = "node";

    /** Header of a message's bytes: the name of the listener that its connection came by. */
    public static final String LISTENER_HEADER = "listener";

    /** Header of a service publication: where to send the answer. */
    public static final String REPLY_ADDRESS_HEADER = "replyAddress";

    /** Header of any message: the trace that it belongs to and the span that sent it, as W3C's Trace Context has it. */
    public static final String TRACEPARENT_HEADER = "traceparent";

    private static final String PREFIX = "echobus.";

    private static final String SERVICE_PREFIX = "echobus.service.";

    /** Vert.x's own, for one answer each. */
    private static final String REPLY_PREFIX = "__vertx.";

    private static final String NODE_PREFIX = "echobus.node.";

    private static final String CONNECTION_PREFIX = "echobus.connection.";

    private static final String ANSWERS_PREFIX = "echobus.answers.";

    private static final String GATEWAY_REPLY_PREFIX = "echobus.gateway.reply.";

    private Addresses() {}

    /** True when a request to this address does no harm when it is served twice, as far as the contract tells. */
    public static boolean isIdempotent(String address) {
        return switch (address) {
            case CLIENT_ECHO, SERVICE_PING, SERVICE_INFO, SERVICE_STATS, SERVICE_AUDIT, CONNECTIONS -> true;
            default -> false;
        };
    }

    /** True for an address that a request's answer goes to, be it of the bus or of a session of the gateway. */
    public static boolean isReply(String address) {
        return address.startsWith(REPLY_PREFIX) || address.startsWith(GATEWAY_REPLY_PREFIX);
    }

    /** True for requests that somebody is served by, not for those by which nodes, consoles and probes look after each other. */
    public static boolean beginsTrace(String address) {
        return !address.startsWith(SERVICE_PREFIX)
                && !address.startsWith(NODE_PREFIX)
                && !address.startsWith(ANSWERS_PREFIX)
                && !address.equals(TAP)
                && !address.equals(CONNECTIONS)
                && !isReply(address);
    }

    /** Request: what the node of this name consumes, and where it sends to. */
    public static String nodeRoutes(String node) {
        return NODE_PREFIX + node + ".routes";
    }

    /** Request: the node of this name replies with the body that it was sent, over the bus alone. */
    public static String nodeEcho(String node) {
        return NODE_PREFIX + node + ".echo";
    }

    /** Request: the node of this name asks others for echoes, over TCP and over the bus, and tells what came of it. */
    public static String nodeMesh(String node) {
        return NODE_PREFIX + node + ".mesh";
    }

    /** True for an address of the contract that stays: not one of a single connection or asker. */
    public static boolean isService(String address) {
        return address.startsWith(PREFIX)
                && !address.startsWith(CONNECTION_PREFIX)
                && !address.startsWith(ANSWERS_PREFIX);
    }

    /** The address, or for one of those that each connection, asker or session has of its own what stands for them all. */
    public static String family(String address) {
        for (String prefix : List.of(CONNECTION_PREFIX, ANSWERS_PREFIX, GATEWAY_REPLY_PREFIX)) {
            if (address.startsWith(prefix)) {
                return prefix + "*";
            }
        }
        return address;
    }

    /** True for an address by which a node is reached until its last connection has ended, also while it drains. */
    public static boolean lastsThroughDrain(String address) {
        return address.equals(BROADCAST) || address.startsWith(CONNECTION_PREFIX) || address.startsWith(ANSWERS_PREFIX);
    }

    /** Send: where one asker of a service address takes the answers, under a name that nobody else has. */
    public static String answers(String askerId) {
        return ANSWERS_PREFIX + askerId;
    }

    /** What the addresses begin with at which one session of a gateway answers; known to that gateway alone. */
    public static String gatewayReply(String sessionId) {
        return GATEWAY_REPLY_PREFIX + sessionId;
    }

    /** Send: bytes to write to the connection with this id, on whichever node it is. */
    public static String connection(String connectionId) {
        return CONNECTION_PREFIX + connectionId;
    }
}
