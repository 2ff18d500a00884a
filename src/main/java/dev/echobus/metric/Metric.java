package dev.echobus.metric;

import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/**
 * Every number that a node counts: its name, its type, its unit, and what it tells. Whatever shows numbers, on the bus, in
 * a document or to a scraper, goes over this list; names are part of the contract and are never reused.
 */
public enum Metric {
    CONNECTIONS_OPEN(
            "connectionsOpen",
            Measure.gauge(Unit.CONNECTIONS),
            "Open now",
            at -> at.server().connectionsOpen()),
    CONNECTIONS_ACCEPTED(
            "connectionsAccepted",
            Measure.counter(Unit.CONNECTIONS),
            "Accepted",
            at -> at.server().connectionsAccepted()),
    CONNECTIONS_REFUSED(
            "connectionsRefused",
            Measure.counter(Unit.CONNECTIONS),
            "Refused by a limit of `admission`",
            at -> at.server().connectionsRefused()),
    CONNECTIONS_ENDED_ABNORMALLY(
            "connectionsEndedAbnormally",
            Measure.counter(Unit.CONNECTIONS),
            "Ended by a fault, a peer that stalls, broken, or cut",
            at -> at.server().connectionsEndedAbnormally()),
    CONNECTIONS_CUT(
            "connectionsCut",
            Measure.counter(Unit.CONNECTIONS),
            "Closed by the end of a drain before they had all that they were owed",
            at -> at.server().connectionsCut()),
    CONNECTIONS_CUT_FOR_MEMORY(
            "connectionsCutForMemory",
            Measure.counter(Unit.CONNECTIONS),
            "Cut since all connections together held too much in buffers",
            at -> at.server().connectionsCutForMemory()),
    BYTES_CUT(
            "bytesCut",
            Measure.counter(Unit.BYTES),
            "Unsent on connections that were cut",
            at -> at.server().bytesCut()),
    ACCEPT_FAILURES(
            "acceptFailures",
            Measure.counter(Unit.FAILURES),
            "The system would not give a socket, as when file descriptors run out",
            at -> at.server().acceptFailures()),
    BYTES_IN(
            "bytesIn",
            Measure.counter(Unit.BYTES),
            "Received in complete messages, with what marks their bounds",
            at -> at.server().bytesIn()),
    BYTES_OUT(
            "bytesOut",
            Measure.counter(Unit.BYTES),
            "Written to connections: replies, and what came by the bus",
            at -> at.server().bytesOut()),
    MESSAGES(
            "messages",
            Measure.counter(Unit.MESSAGES),
            "Received",
            at -> at.server().messages()),
    CLIENT_REQUESTS_PENDING(
            "clientRequestsPending",
            Measure.gauge(Unit.REQUESTS),
            "On `echobus.client.echo`, taken and not answered yet",
            at -> at.client().requestsPending()),
    CLIENT_REQUESTS(
            "clientRequests",
            Measure.counter(Unit.REQUESTS),
            "On `echobus.client.echo`, taken",
            at -> at.client().requests()),
    CLIENT_REQUESTS_REFUSED(
            "clientRequestsRefused",
            Measure.counter(Unit.REQUESTS),
            "On `echobus.client.echo`, refused at once: not of the contract's form, too large, too many, or in a drain",
            at -> at.client().requestsRefused()),
    CLIENT_REQUESTS_REPLIED(
            "clientRequestsReplied",
            Measure.counter(Unit.REQUESTS),
            "Taken and answered with the echoed bytes",
            at -> at.client().requestsReplied()),
    CLIENT_REQUESTS_FAILED(
            "clientRequestsFailed",
            Measure.counter(Unit.REQUESTS),
            "Taken and answered with a failure code",
            at -> at.client().requestsFailed()),
    MEMBERS(
            "members",
            Measure.gauge(Unit.NODES),
            "Of the cluster, this one among them; 0 in none",
            at -> at.cluster().members()),
    MEMBERS_JOINED(
            "membersJoined",
            Measure.counter(Unit.NODES),
            "Came into the cluster after this one",
            at -> at.cluster().membersJoined()),
    MEMBERS_LEFT(
            "membersLeft",
            Measure.counter(Unit.NODES),
            "Left the cluster as they had said",
            at -> at.cluster().membersLeft()),
    MEMBERS_LOST(
            "membersLost",
            Measure.counter(Unit.NODES),
            "Gone from the cluster without a word",
            at -> at.cluster().membersLost());

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
        MESSAGES,
        NODES,
        REQUESTS;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What is counted, and how the number moves. */
    private record Measure(Type type, Unit unit) {

        static Measure gauge(Unit unit) {
            return new Measure(Type.GAUGE, unit);
        }

        static Measure counter(Unit unit) {
            return new Measure(Type.COUNTER, unit);
        }
    }

    /** What tells apart the same number of several sources. */
    public enum Label {
        /** The node's name. */
        NODE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** As yet the node alone counts, not each of its listeners. */
    private static final List<Label> LABELS = List.of(Label.NODE);

    private final String jsonName;

    @SuppressWarnings("ImmutableEnumChecker") // A record of two enums.
    private final Measure measure;

    private final String help;

    @SuppressWarnings("ImmutableEnumChecker") // Each reads a component of the record, nothing else.
    private final ToLongFunction<NodeSnapshot> value;

    Metric(String jsonName, Measure measure, String help, ToLongFunction<NodeSnapshot> value) {
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
        return LABELS;
    }

    /** Its value at a moment. */
    public long in(NodeSnapshot snapshot) {
        return value.applyAsLong(snapshot);
    }
}
