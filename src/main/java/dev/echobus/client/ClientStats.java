package dev.echobus.client;

import dev.echobus.bus.FailureCode;
import dev.echobus.metric.ClientSnapshot;
import dev.echobus.metric.TimeHistogram;
import dev.echobus.metric.Times;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/** What a node's clients have done with the bus's requests, over all verticles. Any thread; a few adders and a histogram a verticle. */
public final class ClientStats {

    /** What a request came to that was answered with bytes. */
    private static final String REPLIED = "REPLIED";

    private final LongAdder requests = new LongAdder();
    private final LongAdder replied = new LongAdder();
    private final Map<FailureCode, LongAdder> refused = adders();
    private final Map<FailureCode, LongAdder> failed = adders();
    private final List<TimeHistogram> roundTrips = new CopyOnWriteArrayList<>();
    private final LongAdder servers = new LongAdder();
    private final LongAdder serversConnected = new LongAdder();
    private final LongAdder serverEjections = new LongAdder();

    /** The totals of this moment. */
    public ClientSnapshot snapshot() {
        // Answers first: one that comes meanwhile must not make fewer than none pending.
        long repliedNow = replied.sum();
        long failedNow = sum(failed);
        long requestsNow = requests.sum();
        return new ClientSnapshot(
                requestsNow - repliedNow - failedNow,
                requestsNow,
                sum(refused),
                repliedNow,
                failedNow,
                servers.sum(),
                serversConnected.sum(),
                serverEjections.sum(),
                outcomes(repliedNow),
                roundTrips.stream().map(TimeHistogram::snapshot).reduce(Times.NONE, Times::plus));
    }

    private Map<String, Long> outcomes(long repliedNow) {
        var outcomes = new LinkedHashMap<String, Long>();
        outcomes.put(REPLIED, repliedNow);
        for (FailureCode code : FailureCode.values()) {
            outcomes.put(code.name(), of(refused, code).sum() + of(failed, code).sum());
        }
        return outcomes;
    }

    /** The part of one verticle, whose event loop alone may use it. */
    Loop newLoop() {
        var loop = new Loop(this, new TimeHistogram());
        roundTrips.add(loop.roundTrip());
        return loop;
    }

    /** What one verticle's requests come to. Its event loop only. */
    record Loop(ClientStats node, TimeHistogram roundTrip) {

        void replied(long nanos) {
            node.replied.increment();
            roundTrip.add(nanos, 1);
        }

        void failed(FailureCode code) {
            of(node.failed, code).increment();
        }
    }

    void taken() {
        requests.increment();
    }

    void refused(FailureCode code) {
        of(refused, code).increment();
    }

    /** A verticle knows so many more servers, or fewer. */
    void servers(int more) {
        servers.add(more);
    }

    void serverConnected() {
        serversConnected.increment();
    }

    void serverDisconnected() {
        serversConnected.decrement();
    }

    void serverEjected() {
        serverEjections.increment();
    }

    private static Map<FailureCode, LongAdder> adders() {
        var adders = new EnumMap<FailureCode, LongAdder>(FailureCode.class);
        for (FailureCode code : FailureCode.values()) {
            adders.put(code, new LongAdder());
        }
        return adders;
    }

    private static LongAdder of(Map<FailureCode, LongAdder> adders, FailureCode code) {
        return Objects.requireNonNull(adders.get(code));
    }

    private static long sum(Map<FailureCode, LongAdder> adders) {
        return adders.values().stream().mapToLong(LongAdder::sum).sum();
    }
}
