package dev.echobus.metric;

import static dev.echobus.metric.Measure.counter;
import static dev.echobus.metric.Measure.gauge;
import static dev.echobus.metric.Measure.histogram;
import static dev.echobus.metric.Measure.info;
import static dev.echobus.metric.Value.ofListener;
import static dev.echobus.metric.Value.ofNode;
import static dev.echobus.metric.Value.ofProcess;
import static dev.echobus.metric.Value.ofRule;
import static dev.echobus.metric.Value.timesOfListener;
import static dev.echobus.metric.Value.timesOfNode;
import static dev.echobus.metric.Value.timesOfProcess;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Every number that a node counts: its name, its type, its unit, and what it tells. Whatever shows numbers, on the bus, in
 * a document or to a scraper, goes over this list; names are part of the contract and are never reused.
 */
public enum Metric {
    CONNECTIONS_OPEN(gauge(Unit.CONNECTIONS, "Open now"), ofListener(ListenerSnapshot::connectionsOpen)),
    CONNECTIONS_ACCEPTED(counter(Unit.CONNECTIONS, "Accepted"), ofListener(ListenerSnapshot::connectionsAccepted)),
    CONNECTIONS_REFUSED(
            counter(Unit.CONNECTIONS, "Refused by a limit of `admission`"),
            ofListener(Label.CODE, at -> at.detail().refused())),
    CONNECTIONS_CLOSED(
            counter(Unit.CONNECTIONS, "Ended, by why; the codes of PROTOCOL.md"),
            ofListener(Label.CODE, at -> at.detail().closed())),
    CONNECTIONS_ENDED_ABNORMALLY(
            counter(Unit.CONNECTIONS, "Ended by a fault, a peer that stalls, broken, or cut"),
            ofListener(ListenerSnapshot::connectionsEndedAbnormally)),
    CONNECTIONS_CUT(
            counter(Unit.CONNECTIONS, "Closed by the end of a drain before they had all that they were owed"),
            ofListener(ListenerSnapshot::connectionsCut)),
    CONNECTIONS_CUT_FOR_MEMORY(
            counter(Unit.CONNECTIONS, "Cut since all connections together held too much in buffers"),
            ofListener(ListenerSnapshot::connectionsCutForMemory)),
    BYTES_CUT(
            counter(Unit.BYTES, "Unsent on connections that were cut").as("cut_bytes"),
            ofListener(ListenerSnapshot::bytesCut)),
    ACCEPT_FAILURES(
            counter(Unit.FAILURES, "The system would not give a socket, as when file descriptors run out"),
            ofNode(at -> at.server().acceptFailures())),
    BYTES_IN(
            counter(Unit.BYTES, "Received in complete messages, with what marks their bounds")
                    .as("received_bytes"),
            ofListener(ListenerSnapshot::bytesIn)),
    BYTES_OUT(
            counter(Unit.BYTES, "Written to connections: replies, and what came by the bus")
                    .as("sent_bytes"),
            ofListener(ListenerSnapshot::bytesOut)),
    MESSAGES(counter(Unit.MESSAGES, "Received"), ofListener(ListenerSnapshot::messages)),
    MESSAGES_IN_FLIGHT(
            gauge(Unit.MESSAGES, "Taken, and waiting for the bus to answer"),
            ofListener(at -> at.detail().messagesInFlight())),
    SERVICE_TIME(
            histogram("From the read of a message to the write of its reply; for messages of one read the same"),
            timesOfListener(at -> at.detail().serviceTime())),
    READ_PAUSES(
            counter(Unit.PAUSES, "A connection was not read from: `unsent`, `responder` or `rate`"),
            ofListener(Label.CAUSE, at -> at.detail().pauses())),
    BUS_REQUESTS(
            counter(Unit.REQUESTS, "On `echobus.server.reply`, by what they came to: `REPLIED` or a failure's code"),
            ofListener(Label.CODE, at -> at.detail().busRequests())),
    BUS_ROUND_TRIP(
            histogram("From a request on `echobus.server.reply` to its reply, further attempts among it"),
            timesOfListener(at -> at.detail().busRoundTrip())),
    BUS_RETRIES(
            counter(Unit.REQUESTS, "On `echobus.server.reply`, sent again after a failure"),
            ofNode(at -> at.server().busRetries())),
    BUS_RETRIES_REFUSED(
            counter(
                    Unit.REQUESTS,
                    "On `echobus.server.reply`, failed and not sent again since too many had been lately"),
            ofNode(at -> at.server().busRetriesRefused())),
    CLIENT_REQUESTS_PENDING(
            gauge(Unit.REQUESTS, "On `echobus.client.echo`, taken and not answered yet"),
            ofNode(at -> at.client().requestsPending())),
    CLIENT_REQUESTS(
            counter(Unit.REQUESTS, "On `echobus.client.echo`, taken"),
            ofNode(at -> at.client().requests())),
    CLIENT_REQUESTS_REFUSED(
            counter(
                    Unit.REQUESTS,
                    "On `echobus.client.echo`, refused at once: not of the contract's form, too large, too many, or in a drain"),
            ofNode(at -> at.client().requestsRefused())),
    CLIENT_REQUESTS_REPLIED(
            counter(Unit.REQUESTS, "Taken and answered with the echoed bytes"),
            ofNode(at -> at.client().requestsReplied())),
    CLIENT_REQUESTS_FAILED(
            counter(Unit.REQUESTS, "Taken and answered with a failure code"),
            ofNode(at -> at.client().requestsFailed())),
    CLIENT_OUTCOMES(
            counter(Unit.REQUESTS, "On `echobus.client.echo`, by what they came to: `REPLIED` or a failure's code"),
            ofNode(Label.CODE, at -> at.client().outcomes())),
    CLIENT_ROUND_TRIP(
            histogram("From a request on `echobus.client.echo` to the bytes that its server echoed"),
            timesOfNode(at -> at.client().roundTrip())),
    CLIENT_SERVERS(
            gauge(Unit.SERVERS, "That requests are spread over, each client verticle counting its own"),
            ofNode(at -> at.client().servers())),
    CLIENT_SERVERS_CONNECTED(
            gauge(Unit.SERVERS, "Of those, connected now"),
            ofNode(at -> at.client().serversConnected())),
    CLIENT_SERVER_EJECTIONS(
            counter(
                    Unit.FAILURES,
                    "A client's server was left out, as its connection was lost or could not be had, until there is a new one"),
            ofNode(at -> at.client().serverEjections())),
    MEMBERS(
            gauge(Unit.NODES, "Of the cluster, this one among them; 0 in none"),
            ofNode(at -> at.cluster().members())),
    MEMBERS_JOINED(
            counter(Unit.NODES, "Came into the cluster after this one"),
            ofNode(at -> at.cluster().membersJoined())),
    MEMBERS_LEFT(
            counter(Unit.NODES, "Left the cluster as they had said"),
            ofNode(at -> at.cluster().membersLeft())),
    MEMBERS_LOST(
            counter(Unit.NODES, "Gone from the cluster without a word"),
            ofNode(at -> at.cluster().membersLost())),
    GATEWAY_SESSIONS_OPEN(
            gauge(Unit.SESSIONS, "Of the gateway, open now"),
            ofNode(at -> at.gateway().sessionsOpen())),
    GATEWAY_SESSIONS(counter(Unit.SESSIONS, "Let in"), ofNode(at -> at.gateway().sessions())),
    GATEWAY_SESSIONS_REFUSED(
            counter(Unit.SESSIONS, "Refused by `gateway.sessionsMax`, or as too many were in their handshakes"),
            ofNode(at -> at.gateway().sessionsRefused())),
    GATEWAY_HANDSHAKES_FAILED(
            counter(Unit.FAILURES, "Of TLS: no certificate that is trusted, another protocol, or not in time"),
            ofNode(at -> at.gateway().handshakesFailed())),
    GATEWAY_FRAMES_IN(
            counter(Unit.FRAMES, "From sessions"), ofNode(at -> at.gateway().framesIn())),
    GATEWAY_FRAMES_OUT(
            counter(Unit.FRAMES, "To sessions"), ofNode(at -> at.gateway().framesOut())),
    GATEWAY_REQUESTS_PENDING(
            gauge(Unit.REQUESTS, "Of sessions, waiting for the bus"),
            ofNode(at -> at.gateway().requestsPending())),
    GATEWAY_REPLIES_PENDING(
            gauge(Unit.REQUESTS, "Of the bus, waiting for sessions"),
            ofNode(at -> at.gateway().repliesPending())),
    GATEWAY_REGISTRATIONS(
            gauge(Unit.REGISTRATIONS, "Of all sessions"),
            ofNode(at -> at.gateway().registrations())),
    GATEWAY_MESSAGES_DROPPED(
            counter(Unit.MESSAGES, "Kept from sessions that do not read, by `gateway.overflow`"),
            ofNode(at -> at.gateway().dropped())),
    GATEWAY_BUFFERS_HELD(
            gauge(Unit.BYTES, "In frames that are not whole or not read").as("gateway_buffers_held_bytes"),
            ofNode(at -> at.gateway().buffersHeld())),
    GATEWAY_BUFFERS_MAX(
            gauge(Unit.BYTES, "At most, `gateway.bufferMemoryMaxBytes`").as("gateway_buffers_max_bytes"),
            ofNode(at -> at.gateway().buffersMax())),
    GATEWAY_MESSAGES_IN(
            counter(Unit.MESSAGES, "From sessions onto the bus, replies not among them"),
            ofRule(RuleSnapshot::messagesIn)),
    GATEWAY_MESSAGES_OUT(
            counter(Unit.MESSAGES, "From the bus to sessions that are registered, replies not among them"),
            ofRule(RuleSnapshot::messagesOut)),
    GATEWAY_ERRORS(
            counter(Unit.FAILURES, "Told to sessions in `err` frames: frames that could not be served, and ends"),
            ofNode(Label.CODE, at -> at.gateway().errors())),
    SPANS_EXPORTED(
            counter(Unit.SPANS, "Of traces, taken by the collector"),
            ofNode(at -> at.traces().exported())),
    SPANS_DROPPED(
            counter(Unit.SPANS, "Of traces, taken by no collector: too many waited, or it was not there"),
            ofNode(at -> at.traces().dropped())),
    EVENT_LOOPS(gauge(Unit.LOOPS, "Of the node"), ofProcess(ProcessSnapshot::eventLoops)),
    EVENT_LOOP_LAG(
            histogram("How late a timer ran on its event loop; each has one, ten times a second"),
            timesOfProcess(ProcessSnapshot::loopLag)),
    CONFIG_RELOADS(
            counter(Unit.RELOADS, "Settings put in force after the start: read anew, or changed at the admin port"),
            ofProcess(ProcessSnapshot::reloads)),
    BUFFERS_HELD(
            gauge(Unit.BYTES, "Held by the server's connections in buffers").as("buffers_held_bytes"),
            ofProcess(at -> at.memory().buffersHeld())),
    BUFFERS_MAX(
            gauge(Unit.BYTES, "What they may hold, `server.bufferMemoryMaxBytes`")
                    .as("buffers_max_bytes"),
            ofProcess(at -> at.memory().buffersMax())),
    BUFFER_POOL(
            gauge(Unit.BYTES, "Chunks of Netty's allocator").as("buffer_pool_bytes"),
            ofProcess(Label.AREA, at -> at.memory().pooled())),
    DIRECT_MEMORY_USED(
            gauge(Unit.BYTES, "Taken by buffers outside the heap").as("direct_memory_used_bytes"),
            ofProcess(at -> at.memory().directUsed())),
    DIRECT_MEMORY_MAX(
            gauge(Unit.BYTES, "What they may take").as("direct_memory_max_bytes"),
            ofProcess(at -> at.memory().directMax())),
    JVM_MEMORY_USED(
            gauge(Unit.BYTES, "Used of the JVM's memory").as("jvm_memory_used_bytes"),
            ofProcess(Label.AREA, at -> at.memory().used())),
    JVM_MEMORY_COMMITTED(
            gauge(Unit.BYTES, "Given to the JVM by the system").as("jvm_memory_committed_bytes"),
            ofProcess(Label.AREA, at -> at.memory().committed())),
    JVM_MEMORY_MAX(
            gauge(Unit.BYTES, "What the JVM may use").as("jvm_memory_max_bytes"),
            ofProcess(Label.AREA, at -> at.memory().max())),
    GC_RUNS(
            counter(Unit.RUNS, "Of the JVM's garbage collectors").as("jvm_gc_runs"),
            ofProcess(Label.GC, at -> at.gcRuns())),
    GC_TIME(counter(Unit.SECONDS, "What those took").as("jvm_gc_seconds"), ofProcess(Label.GC, at -> at.gcSeconds())),
    THREADS(gauge(Unit.THREADS, "Of the JVM").as("jvm_threads"), ofProcess(ProcessSnapshot::threads)),
    CPU_TIME(
            counter(Unit.SECONDS, "Of processors that the process has taken").as("process_cpu_seconds"),
            ofProcess(ProcessSnapshot::cpuSeconds)),
    DESCRIPTORS_OPEN(
            gauge(Unit.DESCRIPTORS, "Of files and sockets, open now").as("process_open_fds"),
            ofProcess(ProcessSnapshot::descriptorsOpen)),
    DESCRIPTORS_MAX(
            gauge(Unit.DESCRIPTORS, "That may be open").as("process_max_fds"),
            ofProcess(ProcessSnapshot::descriptorsMax)),
    START_TIME(
            gauge(Unit.SECONDS, "When the process started, since 1970").as("process_start_time_seconds"),
            ofProcess(ProcessSnapshot::startSeconds)),
    NODE_INFO(
            info(Unit.NODES, "The node's name, the program's version and the JVM's")
                    .as("node"),
            Value.ofIdentity(List.of(Label.NODE, Label.VERSION, Label.JAVA)));

    @SuppressWarnings("ImmutableEnumChecker") // A record of enums and texts.
    private final Measure measure;

    @SuppressWarnings("ImmutableEnumChecker") // Each reads components of records, nothing else.
    private final Value value;

    private final String jsonName = Measure.camelCase(name());

    Metric(Measure measure, Value value) {
        this.measure = measure;
        this.value = value;
    }

    /** Its member of {@code echobus.service.stats}' answer. */
    public String jsonName() {
        return jsonName;
    }

    /** What a scraper knows it by. */
    public String prometheusName() {
        return measure.prometheusName(name().toLowerCase(Locale.ROOT));
    }

    public MetricType type() {
        return measure.type();
    }

    public Unit unit() {
        return measure.unit();
    }

    /** What is counted, as the end of a sentence, in Markdown. */
    public String help() {
        return measure.help();
    }

    /** What tells apart this number of one source from that of another. */
    public List<Label> labels() {
        return value.labels();
    }

    /** Its readings at a moment, one a source. */
    public List<Series> series(NodeSnapshot snapshot) {
        return value.series().apply(snapshot);
    }

    /** What all of its sources come to, of numbers or of times. */
    public Reading total(NodeSnapshot snapshot) {
        return sum(series(snapshot));
    }

    /** True for a gauge or a counter. */
    boolean isNumber() {
        return type() == MetricType.GAUGE || type() == MetricType.COUNTER;
    }

    /** True for what is told of the process, whatever the node does. */
    boolean isOfProcess() {
        return value.isOfProcess();
    }

    /** The label beside that of its source by which its numbers are told too. */
    Optional<Label> breakdown() {
        return isNumber() ? labels().stream().filter(Label::isBreakdown).findFirst() : Optional.empty();
    }

    /** What some of its readings come to. */
    Reading sum(List<Series> series) {
        if (type() == MetricType.HISTOGRAM) {
            return series.stream().map(each -> (Times) each.reading()).reduce(Times.NONE, Times::plus);
        }
        var amounts = series.stream().mapToDouble(each -> ((Amount) each.reading()).value());
        return new Amount(amounts.sum());
    }
}
