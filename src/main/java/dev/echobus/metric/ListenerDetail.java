package dev.echobus.metric;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one listener has done by code and by time, until one moment, or several of them together.
 *
 * @param closed connections, by why they ended
 * @param refused connections, by why they were not let in
 * @param pauses of reading, by cause
 * @param messagesInFlight taken, and not answered yet by the bus
 * @param busRequests of its responder, by what they came to
 * @param serviceTime from the read of a message to the write of its reply
 * @param busRoundTrip from the request of a responder to its outcome
 */
public record ListenerDetail(
        Map<String, Long> closed,
        Map<String, Long> refused,
        Map<String, Long> pauses,
        long messagesInFlight,
        Map<String, Long> busRequests,
        Times serviceTime,
        Times busRoundTrip) {

    /** Before anything has happened. */
    public static final ListenerDetail NONE =
            new ListenerDetail(Map.of(), Map.of(), Map.of(), 0, Map.of(), Times.NONE, Times.NONE);

    /** Keeps copies, in their order. */
    public ListenerDetail {
        closed = copyOf(closed);
        refused = copyOf(refused);
        pauses = copyOf(pauses);
        busRequests = copyOf(busRequests);
    }

    /** What both have. */
    public ListenerDetail plus(ListenerDetail other) {
        return new ListenerDetail(
                sum(closed, other.closed),
                sum(refused, other.refused),
                sum(pauses, other.pauses),
                messagesInFlight + other.messagesInFlight,
                sum(busRequests, other.busRequests),
                serviceTime.plus(other.serviceTime),
                busRoundTrip.plus(other.busRoundTrip));
    }

    private static Map<String, Long> copyOf(Map<String, Long> numbers) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(numbers));
    }

    private static Map<String, Long> sum(Map<String, Long> one, Map<String, Long> other) {
        var sums = new LinkedHashMap<>(one);
        other.forEach((name, number) -> sums.merge(name, number, Long::sum));
        return sums;
    }
}
