package dev.echobus.server;

import dev.echobus.bus.CloseCode;
import dev.echobus.bus.ConnectionEvent.Traffic;
import dev.echobus.bus.RefusalCode;
import dev.echobus.metric.ListenerDetail;
import dev.echobus.metric.ListenerSnapshot;
import dev.echobus.metric.PauseCause;
import dev.echobus.metric.Times;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/**
 * What one listener of a node has done, over all verticles. Any thread. Traffic is added a few times a second and at a
 * connection's end, never on a message's way.
 */
final class ListenerStats {

    private final LongAdder accepted = new LongAdder();
    private final LongAdder closed = new LongAdder();
    private final Map<CloseCode, LongAdder> ends = adders(CloseCode.class);
    private final Map<RefusalCode, LongAdder> refusals = adders(RefusalCode.class);
    private final Map<PauseCause, LongAdder> pauses = adders(PauseCause.class);
    private final List<ListenerLoop> loops = new CopyOnWriteArrayList<>();
    private final LongAdder cut = new LongAdder();
    private final LongAdder bytesCut = new LongAdder();
    private final LongAdder bytesIn = new LongAdder();
    private final LongAdder bytesOut = new LongAdder();
    private final LongAdder messages = new LongAdder();

    /** The totals of this moment. */
    ListenerSnapshot snapshot() {
        // Closed ones first: a connection that ends meanwhile must not make the open ones fewer than none.
        long closedNow = closed.sum();
        long acceptedNow = accepted.sum();
        return new ListenerSnapshot(
                acceptedNow - closedNow,
                acceptedNow,
                sums(refusals).values().stream().mapToLong(Long::longValue).sum(),
                endedAbnormally(),
                cut.sum(),
                endedBy(CloseCode.OUT_OF_MEMORY),
                bytesCut.sum(),
                bytesIn.sum(),
                bytesOut.sum(),
                messages.sum(),
                detail());
    }

    private ListenerDetail detail() {
        var busRequests = new TreeMap<String, Long>();
        long inFlight = 0;
        Times serviceTime = Times.NONE;
        Times roundTrip = Times.NONE;
        for (ListenerLoop loop : loops) {
            loop.responder().outcomes().forEach((code, number) -> busRequests.merge(code, number, Long::sum));
            inFlight += loop.responder().inFlight();
            serviceTime = serviceTime.plus(loop.serviceTime().snapshot());
            roundTrip = roundTrip.plus(loop.responder().roundTrip().snapshot());
        }
        return new ListenerDetail(
                sums(ends), sums(refusals), sums(pauses), inFlight, busRequests, serviceTime, roundTrip);
    }

    /** The part of one event loop, which alone may add to it. */
    ListenerLoop newLoop() {
        var loop = ListenerLoop.create();
        loops.add(loop);
        return loop;
    }

    /** Connections that ended so, since the start. */
    long endedBy(CloseCode code) {
        return of(ends, code).sum();
    }

    private long endedAbnormally() {
        return ends.entrySet().stream()
                .filter(end -> !end.getKey().isOrderly())
                .mapToLong(end -> end.getValue().sum())
                .sum();
    }

    void accepted() {
        accepted.increment();
    }

    void refused(RefusalCode code) {
        of(refusals, code).increment();
    }

    /** A connection is not read from for a while. */
    void paused(PauseCause cause) {
        of(pauses, cause).increment();
    }

    /** A connection was closed by a drain's end, with so many bytes unsent. */
    void cut(long unsentBytes) {
        cut.increment();
        bytesCut.add(unsentBytes);
    }

    void ended(CloseCode code) {
        of(ends, code).increment();
        closed.increment();
    }

    void add(Traffic before, Traffic now) {
        // Its equals would be put together at the first connection, which is the node's own, on the way to ready.
        if (now.bytesIn() != before.bytesIn()
                || now.bytesOut() != before.bytesOut()
                || now.messages() != before.messages()) {
            bytesIn.add(now.bytesIn() - before.bytesIn());
            bytesOut.add(now.bytesOut() - before.bytesOut());
            messages.add(now.messages() - before.messages());
        }
    }

    private static <E extends Enum<E>> Map<E, LongAdder> adders(Class<E> type) {
        var adders = new EnumMap<E, LongAdder>(type);
        for (E each : type.getEnumConstants()) {
            adders.put(each, new LongAdder());
        }
        return adders;
    }

    private static <E extends Enum<E>> LongAdder of(Map<E, LongAdder> adders, E each) {
        return Objects.requireNonNull(adders.get(each));
    }

    private static <E extends Enum<E>> Map<String, Long> sums(Map<E, LongAdder> adders) {
        var sums = new LinkedHashMap<String, Long>();
        adders.forEach((each, number) -> sums.put(each.toString(), number.sum()));
        return sums;
    }
}
