package dev.echobus.load.drive;

import dev.echobus.common.Quantity;
import dev.echobus.common.Texts;
import dev.echobus.load.check.Stamp;
import dev.echobus.load.check.StampedEcho;
import dev.echobus.load.plan.LoadLimits;
import dev.echobus.load.result.HopResult;
import dev.echobus.load.result.Leg;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Splits the latency of stamped messages into its legs. Written by one event loop; once handed over, read by the caller's
 * thread alone. Bounded by {@link LoadLimits#STAMP_NAMES_MAX} clocks and names.
 */
final class HopRecorder {

    /** What the clocks of two machines may differ in their rate, in proportion: more than NTP ever steers one. */
    private static final double RATE_TOLERANCE = 0.001;

    private static final long TOLERANCE_NANOS = 2_000;

    /** Of the measured time, and of the rest, which is thrown away as in {@link Samples}. */
    private final List<Map<Leg, Histogram>> legs = List.of(newLegs(), newLegs());

    private final StampedEcho.Room room = new StampedEcho.Room();
    private final List<PeerClock> clocks = new ArrayList<>();
    private final List<Answerer> answerers = new ArrayList<>();

    private @Nullable PeerClock lastClock;
    private long repeated;
    private long behind;
    private long behindMaxBytes;

    /** One who answers on the bus. */
    private static final class Answerer {

        private final byte[] name;
        private long messages;

        Answerer(byte[] name) {
            this.name = name;
        }
    }

    /** When a message was intended, sent and back, on our clock. */
    record Times(long intendedNanos, long sentNanos, long backNanos) {}

    StampedEcho.Room room() {
        return room;
    }

    /**
     * Adds a message.
     *
     * @param outside 0 when it is of the measured time, else 1
     * @return what its stamp tells that cannot be, or an empty text
     */
    String record(Stamp stamp, Times times, int outside) {
        long roundTrip = times.backNanos - times.sentNanos;
        long onServer = stamp.written() - stamp.received();
        long network = roundTrip - onServer;
        if (onServer < 0 || network < -TOLERANCE_NANOS - RATE_TOLERANCE * roundTrip) {
            return "it says that the message was on the server for "
                    + (onServer < 0 ? "centuries" : Quantity.ofNanos(onServer))
                    + ", of a round trip of " + Quantity.ofNanos(roundTrip);
        }
        PeerClock clock = clockOf(stamp);
        if (clock == null) {
            return "expected stamps of at most " + LoadLimits.STAMP_NAMES_MAX + " clocks, found another";
        }
        clock.add(stamp.written() - times.backNanos, stamp.received() - times.sentNanos, times.backNanos);
        network = Math.max(0, network);
        long there = Math.max(0, Math.min(stamp.received() - times.sentNanos - clock.offsetNanos(), network));
        add(outside, Leg.CLIENT, times.sentNanos - times.intendedNanos);
        add(outside, Leg.NETWORK, network);
        add(outside, Leg.NETWORK_THERE, there);
        add(outside, Leg.NETWORK_BACK, network - there);
        addServer(stamp, outside);
        if (outside == 0) {
            clock.use();
            count(stamp);
        }
        return "";
    }

    private void addServer(Stamp stamp, int outside) {
        long before = stamp.handed() - stamp.received();
        long after = stamp.written() - stamp.replied();
        add(outside, Leg.QUEUE, before + after);
        add(outside, Leg.QUEUE_IN, before);
        add(outside, Leg.QUEUE_OUT, after);
        if (stamp.isOfBus()) {
            long handled = stamp.handledNanos();
            add(outside, Leg.HANDLER, stamp.busSent() - stamp.handed() + handled);
            add(outside, Leg.BUS, stamp.replied() - stamp.busSent() - handled);
        } else {
            add(outside, Leg.HANDLER, stamp.replied() - stamp.handed());
        }
    }

    private void add(int outside, Leg leg, long nanos) {
        Histogram times = legs.get(outside).get(leg);
        if (times != null) {
            times.recordValue(Math.min(nanos, LoadLimits.LATENCY_MAX_NANOS));
        }
    }

    private void count(Stamp stamp) {
        if (stamp.unsentBytes() > 0) {
            behind++;
            behindMaxBytes = Math.max(behindMaxBytes, stamp.unsentBytes());
        }
        if (!stamp.isOfBus()) {
            return;
        }
        repeated += stamp.attempts() > 1 ? 1 : 0;
        for (Answerer answerer : answerers) {
            if (stamp.isAnsweredBy(answerer.name)) {
                answerer.messages++;
                return;
            }
        }
        if (answerers.size() < LoadLimits.STAMP_NAMES_MAX) {
            var answerer = new Answerer(stamp.answeredByBytes());
            answerer.messages = 1;
            answerers.add(answerer);
        }
    }

    /** The clock that a stamp is of, or null when it is one too many. */
    private @Nullable PeerClock clockOf(Stamp stamp) {
        PeerClock same = lastClock;
        if (same != null && same.is(stamp.clock(), stamp.epoch())) {
            return same;
        }
        for (PeerClock clock : clocks) {
            if (clock.is(stamp.clock(), stamp.epoch())) {
                lastClock = clock;
                return clock;
            }
        }
        if (clocks.size() == LoadLimits.STAMP_NAMES_MAX) {
            return null;
        }
        var clock = new PeerClock(stamp.clock(), stamp.epoch(), stamp.node());
        clocks.add(clock);
        lastClock = clock;
        return clock;
    }

    private static Map<Leg, Histogram> newLegs() {
        var times = new EnumMap<Leg, Histogram>(Leg.class);
        for (Leg leg : Leg.values()) {
            times.put(leg, Interval.newHistogram());
        }
        return times;
    }

    /** What several loops found, together. */
    static HopResult together(List<HopRecorder> recorders) {
        Map<Leg, Histogram> legs = newLegs();
        var answeredBy = new TreeMap<String, Long>();
        var clocks = new ArrayList<PeerClock>();
        long repeated = 0;
        long behind = 0;
        long behindMaxBytes = 0;
        for (HopRecorder recorder : recorders) {
            recorder.legs
                    .get(0)
                    .forEach((leg, times) ->
                            Objects.requireNonNull(legs.get(leg)).add(times));
            recorder.addAnswerers(answeredBy);
            clocks.addAll(recorder.clocks);
            repeated += recorder.repeated;
            behind += recorder.behind;
            behindMaxBytes = Math.max(behindMaxBytes, recorder.behindMaxBytes);
        }
        return new HopResult(legs, PeerClock.together(clocks), answeredBy, repeated, behind, behindMaxBytes);
    }

    private void addAnswerers(Map<String, Long> answeredBy) {
        for (Answerer answerer : answerers) {
            answeredBy.merge(
                    Texts.escaped(new String(answerer.name, StandardCharsets.UTF_8)), answerer.messages, Long::sum);
        }
    }
}
