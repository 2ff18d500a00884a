package dev.echobus.responder;

import dev.echobus.bus.FailureCode;
import dev.echobus.bus.RetryingRequest.Failed;
import dev.echobus.bus.RetryingRequest.Outcome;
import dev.echobus.metric.TimeHistogram;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the bus responders of one event loop have asked, and how long their messages took. The loop alone adds; any thread
 * may read. Holds a number for each code of a failure, which are few.
 */
public final class ResponderCounts {

    private static final String REPLIED = "REPLIED";

    private final TimeHistogram serviceTime;
    private final TimeHistogram roundTrip = new TimeHistogram();
    private final LongAdder inFlight = new LongAdder();
    private final Map<String, LongAdder> outcomes = new ConcurrentHashMap<>();

    /** @param serviceTime learns how long each message took, also that of those that the loop answers itself */
    public ResponderCounts(TimeHistogram serviceTime) {
        this.serviceTime = serviceTime;
        outcomes.put(REPLIED, new LongAdder());
    }

    /** What requests came to, {@code REPLIED} or the code of a failure, and how many each. Any thread. */
    public Map<String, Long> outcomes() {
        var numbers = new TreeMap<String, Long>();
        outcomes.forEach((code, number) -> numbers.put(code, number.sum()));
        return numbers;
    }

    /** From a request to its reply. Any thread may read it. */
    public TimeHistogram roundTrip() {
        return roundTrip;
    }

    /** Messages taken and not answered. Any thread. */
    public long inFlight() {
        return inFlight.sum();
    }

    void taken() {
        inFlight.increment();
    }

    /** So many messages wait no longer: they were answered, or their connection is closed. */
    void leave(int messages) {
        inFlight.add(-messages);
    }

    void came(Outcome<Object> outcome, long nanos) {
        if (outcome instanceof Failed<Object> failed) {
            outcomes.computeIfAbsent(FailureCode.nameOf(failed.failure()), first -> new LongAdder())
                    .increment();
        } else {
            outcomes.computeIfAbsent(REPLIED, first -> new LongAdder()).increment();
            roundTrip.add(nanos, 1);
        }
    }

    /** The reply to a message was written. */
    void answered(long nanos) {
        serviceTime.add(nanos, 1);
    }
}
