package dev.echobus.metric;

import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * Every number that a node counts: its name, its type, its unit, and what it tells. Whatever shows numbers, on the bus, in
 * a document or to a scraper, goes over this list; names are part of the contract and are never reused.
 */
public enum Metric {
    CONNECTIONS_OPEN(
            "connectionsOpen",
            Measure.gauge(Unit.CONNECTIONS),
            "Open now",
            Value.ofListener(ListenerSnapshot::connectionsOpen)),
    CONNECTIONS_ACCEPTED(
            "connectionsAccepted",
            Measure.counter(Unit.CONNECTIONS),
            "Accepted",
            Value.ofListener(ListenerSnapshot::connectionsAccepted)),
    CONNECTIONS_REFUSED(
            "connectionsRefused",
            Measure.counter(Unit.CONNECTIONS),
            "Refused by a limit of `admission`",
            Value.ofListener(ListenerSnapshot::connectionsRefused)),
    CONNECTIONS_ENDED_ABNORMALLY(
            "connectionsEndedAbnormally",
            Measure.counter(Unit.CONNECTIONS),
            "Ended by a fault, a peer that stalls, broken, or cut",
            Value.ofListener(ListenerSnapshot::connectionsEndedAbnormally)),
    CONNECTIONS_CUT(
            "connectionsCut",
            Measure.counter(Unit.CONNECTIONS),
            "Closed by the end of a drain before they had all that they were owed",
            Value.ofListener(ListenerSnapshot::connectionsCut)),
    CONNECTIONS_CUT_FOR_MEMORY(
            "connectionsCutForMemory",
            Measure.counter(Unit.CONNECTIONS),
            "Cut since all connections together held too much in buffers",
            Value.ofListener(ListenerSnapshot::connectionsCutForMemory)),
    BYTES_CUT(
            "bytesCut",
            Measure.counter(Unit.BYTES),
            "Unsent on connections that were cut",
            Value.ofListener(ListenerSnapshot::bytesCut)),
    ACCEPT_FAILURES(
            "acceptFailures",
            Measure.counter(Unit.FAILURES),
            "The system would not give a socket, as when file descriptors run out",
            Value.ofNode(at -> at.server().acceptFailures())),
    BYTES_IN(
            "bytesIn",
            Measure.counter(Unit.BYTES),
            "Received in complete messages, with what marks their bounds",
            Value.ofListener(ListenerSnapshot::bytesIn)),
    BYTES_OUT(
            "bytesOut",
            Measure.counter(Unit.BYTES),
            "Written to connections: replies, and what came by the bus",
            Value.ofListener(ListenerSnapshot::bytesOut)),
    MESSAGES("messages", Measure.counter(Unit.MESSAGES), "Received", Value.ofListener(ListenerSnapshot::messages)),
    BUS_RETRIES(
            "busRetries",
            Measure.counter(Unit.REQUESTS),
            "On `echobus.server.reply`, sent again after a failure",
            Value.ofNode(at -> at.server().busRetries())),
    BUS_RETRIES_REFUSED(
            "busRetriesRefused",
            Measure.counter(Unit.REQUESTS),
            "On `echobus.server.reply`, failed and not sent again since too many had been lately",
            Value.ofNode(at -> at.server().busRetriesRefused())),
    CLIENT_REQUESTS_PENDING(
            "clientRequestsPending",
            Measure.gauge(Unit.REQUESTS),
            "On `echobus.client.echo`, taken and not answered yet",
            Value.ofNode(at -> at.client().requestsPending())),
    CLIENT_REQUESTS(
            "clientRequests",
            Measure.counter(Unit.REQUESTS),
            "On `echobus.client.echo`, taken",
            Value.ofNode(at -> at.client().requests())),
    CLIENT_REQUESTS_REFUSED(
            "clientRequestsRefused",
            Measure.counter(Unit.REQUESTS),
            "On `echobus.client.echo`, refused at once: not of the contract's form, too large, too many, or in a drain",
            Value.ofNode(at -> at.client().requestsRefused())),
    CLIENT_REQUESTS_REPLIED(
            "clientRequestsReplied",
            Measure.counter(Unit.REQUESTS),
            "Taken and answered with the echoed bytes",
            Value.ofNode(at -> at.client().requestsReplied())),
    CLIENT_REQUESTS_FAILED(
            "clientRequestsFailed",
            Measure.counter(Unit.REQUESTS),
            "Taken and answered with a failure code",
            Value.ofNode(at -> at.client().requestsFailed())),
    CLIENT_SERVERS(
            "clientServers",
            Measure.gauge(Unit.SERVERS),
            "That requests are spread over, each client verticle counting its own",
            Value.ofNode(at -> at.client().servers())),
    CLIENT_SERVERS_CONNECTED(
            "clientServersConnected",
            Measure.gauge(Unit.SERVERS),
            "Of those, connected now",
            Value.ofNode(at -> at.client().serversConnected())),
    CLIENT_SERVER_EJECTIONS(
            "clientServerEjections",
            Measure.counter(Unit.FAILURES),
            "A client's server was left out, as its connection was lost or could not be had, until there is a new one",
            Value.ofNode(at -> at.client().serverEjections())),
    MEMBERS(
            "members",
            Measure.gauge(Unit.NODES),
            "Of the cluster, this one among them; 0 in none",
            Value.ofNode(at -> at.cluster().members())),
    MEMBERS_JOINED(
            "membersJoined",
            Measure.counter(Unit.NODES),
            "Came into the cluster after this one",
            Value.ofNode(at -> at.cluster().membersJoined())),
    MEMBERS_LEFT(
            "membersLeft",
            Measure.counter(Unit.NODES),
            "Left the cluster as they had said",
            Value.ofNode(at -> at.cluster().membersLeft())),
    MEMBERS_LOST(
            "membersLost",
            Measure.counter(Unit.NODES),
            "Gone from the cluster without a word",
            Value.ofNode(at -> at.cluster().membersLost())),
    GATEWAY_SESSIONS_OPEN(
            "gatewaySessionsOpen",
            Measure.gauge(Unit.SESSIONS),
            "Of the gateway, open now",
            Value.ofNode(at -> at.gateway().sessionsOpen())),
    GATEWAY_SESSIONS(
            "gatewaySessions",
            Measure.counter(Unit.SESSIONS),
            "Let in",
            Value.ofNode(at -> at.gateway().sessions())),
    GATEWAY_SESSIONS_REFUSED(
            "gatewaySessionsRefused",
            Measure.counter(Unit.SESSIONS),
            "Refused by `gateway.sessionsMax`",
            Value.ofNode(at -> at.gateway().sessionsRefused())),
    GATEWAY_HANDSHAKES_FAILED(
            "gatewayHandshakesFailed",
            Measure.counter(Unit.FAILURES),
            "Of TLS: no certificate that is trusted, another protocol, or not in time",
            Value.ofNode(at -> at.gateway().handshakesFailed())),
    GATEWAY_FRAMES_IN(
            "gatewayFramesIn",
            Measure.counter(Unit.FRAMES),
            "From sessions",
            Value.ofNode(at -> at.gateway().framesIn())),
    GATEWAY_FRAMES_OUT(
            "gatewayFramesOut",
            Measure.counter(Unit.FRAMES),
            "To sessions",
            Value.ofNode(at -> at.gateway().framesOut())),
    GATEWAY_REQUESTS_PENDING(
            "gatewayRequestsPending",
            Measure.gauge(Unit.REQUESTS),
            "Of sessions, waiting for the bus",
            Value.ofNode(at -> at.gateway().requestsPending())),
    GATEWAY_REPLIES_PENDING(
            "gatewayRepliesPending",
            Measure.gauge(Unit.REQUESTS),
            "Of the bus, waiting for sessions",
            Value.ofNode(at -> at.gateway().repliesPending())),
    GATEWAY_REGISTRATIONS(
            "gatewayRegistrations",
            Measure.gauge(Unit.REGISTRATIONS),
            "Of all sessions",
            Value.ofNode(at -> at.gateway().registrations())),
    GATEWAY_MESSAGES_DROPPED(
            "gatewayMessagesDropped",
            Measure.counter(Unit.MESSAGES),
            "Kept from sessions that do not read, by `gateway.overflow`",
            Value.ofNode(at -> at.gateway().dropped())),
    GATEWAY_MESSAGES_IN(
            "gatewayMessagesIn",
            Measure.counter(Unit.MESSAGES),
            "From sessions onto the bus, replies not among them",
            Value.ofRule(RuleSnapshot::messagesIn)),
    GATEWAY_MESSAGES_OUT(
            "gatewayMessagesOut",
            Measure.counter(Unit.MESSAGES),
            "From the bus to sessions that are registered, replies not among them",
            Value.ofRule(RuleSnapshot::messagesOut)),
    GATEWAY_ERRORS(
            "gatewayErrors",
            Measure.counter(Unit.FAILURES),
            "Told to sessions in `err` frames: frames that could not be served, and ends",
            Value.ofNode(at -> at.gateway().errorsInAll()));

    /** How a number moves. */
    public enum Type {
        /** Up and down. */
        GAUGE,
        /** Up only, from 0 at the node's start. */
        COUNTER;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What is counted. */
    public enum Unit {
        BYTES,
        CONNECTIONS,
        FAILURES,
        FRAMES,
        MESSAGES,
        NODES,
        REGISTRATIONS,
        REQUESTS,
        SERVERS,
        SESSIONS;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What tells apart the same number of several sources. */
    public enum Label {
        /** The node's name. */
        NODE,
        /** The name of one of its listeners; their numbers add up to the node's. */
        LISTENER,
        /** The name of one of its gateway's rules; their numbers add up to the node's. */
        RULE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final String jsonName;

    @SuppressWarnings("ImmutableEnumChecker") // A record of two enums.
    private final Measure measure;

    private final String help;

    @SuppressWarnings("ImmutableEnumChecker") // Each reads a component of the record, nothing else.
    private final Value value;

    Metric(String jsonName, Measure measure, String help, Value value) {
        this.jsonName = jsonName;
        this.measure = measure;
        this.help = help;
        this.value = value;
    }

    /** Its member of {@code echobus.service.stats}' answer. */
    public String jsonName() {
        return jsonName;
    }

    public Type type() {
        return measure.type();
    }

    public Unit unit() {
        return measure.unit();
    }

    /** What is counted, as the end of a sentence, in Markdown. */
    public String help() {
        return help;
    }

    /** What tells apart this number of one source from that of another. */
    public List<Label> labels() {
        return value.labels();
    }

    /** Its value at a moment, of the whole node. */
    public long in(NodeSnapshot snapshot) {
        return value.ofNode().applyAsLong(snapshot);
    }

    /** Its value of one rule of the gateway; empty when rules do not count it. */
    public OptionalLong in(RuleSnapshot snapshot) {
        return Value.in(snapshot, value.ofRule());
    }

    /** Its value of one listener; empty when the node alone counts it. */
    public OptionalLong in(ListenerSnapshot snapshot) {
        return Value.in(snapshot, value.ofListener());
    }
}
