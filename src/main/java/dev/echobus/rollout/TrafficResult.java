package dev.echobus.rollout;

import java.util.Map;

/**
 * What came of one kind of traffic. A message, or request, is sent once and then answered or lost.
 *
 * @param kind which one
 * @param sent messages or requests, those included that could not leave because no connection could be opened
 * @param answered with the right bytes
 * @param lost without an answer, or with a wrong one
 * @param retried requests that were repeated, answered or not
 * @param triesMax how often one of them was sent, at most; 0 where nothing is repeated
 * @param wrong answers whose bytes differ
 * @param breaks connections by how they ended before we ended them
 * @param gapNanos the longest time without an answer: of one connection, of all new ones, or of all requests
 * @param reasons in the system's or the bus's words, with how often each was given
 */
public record TrafficResult(
        TrafficKind kind,
        long sent,
        long answered,
        long lost,
        long retried,
        int triesMax,
        long wrong,
        Map<Break, Long> breaks,
        long gapNanos,
        Map<String, Long> reasons) {

    public TrafficResult {
        breaks = Map.copyOf(breaks);
        reasons = Map.copyOf(reasons);
    }

    /** How many connections ended so. */
    public long count(Break how) {
        return breaks.getOrDefault(how, 0L);
    }
}
