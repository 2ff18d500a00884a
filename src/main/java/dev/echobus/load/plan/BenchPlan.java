package dev.echobus.load.plan;

import dev.echobus.common.Endpoint;
import dev.echobus.common.FramingSpec;
import dev.echobus.common.Quantity;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run does. Immutable; {@link #problems} says what cannot be done.
 *
 * @param target the server
 * @param connections sockets held open at once
 * @param inFlightMax messages of a connection that may wait for their echo
 * @param sizes payload sizes
 * @param framing how messages lie on the wire
 * @param pace when messages are sent, and connections opened and closed
 * @param timing the phases' lengths
 * @param loops event loops
 * @param transport what they wait on
 * @param seed from which the pattern, the sizes and the gaps follow
 */
public record BenchPlan(
        Endpoint target,
        int connections,
        int inFlightMax,
        Sizes sizes,
        Framing framing,
        Pace pace,
        Timing timing,
        int loops,
        Transport transport,
        long seed) {

    /**
     * When messages are sent, and connections opened and closed.
     *
     * @param ratePerSecond messages a second of all connections together; null in closed loop
     * @param connectRatePerSecond connections opened a second, or 0 for as fast as they go
     * @param lifetimeNanos after which a connection is replaced by a new one, or 0 for never
     */
    public record Pace(
            @Nullable Double ratePerSecond, Arrival arrival, double connectRatePerSecond, long lifetimeNanos) {

        /** True when messages are sent at a rate, whether or not earlier ones came back. */
        public boolean isOpenLoop() {
            return ratePerSecond != null;
        }
    }

    /** How long each phase takes; the last two are bounds. */
    public record Timing(long warmUpNanos, long measuredNanos, long connectTimeoutNanos, long drainNanos) {}

    /** The same plan at another rate. */
    public BenchPlan atRate(double perSecond) {
        var other = new Pace(perSecond, pace.arrival, pace.connectRatePerSecond, pace.lifetimeNanos);
        return new BenchPlan(target, connections, inFlightMax, sizes, framing, other, timing, loops, transport, seed);
    }

    /** How long a point of the timeline is: 100 ms, and 2, 5, 10, 20, 50 .. times as long where those were too many. */
    public long timelineStepNanos() {
        long shortest = (timing.warmUpNanos + timing.measuredNanos) / (LoadLimits.TIMELINE_POINTS_MAX - 2);
        long step = 100_000_000;
        for (int i = 0; step < shortest; i++) {
            step = i % 3 == 1 ? step / 2 * 5 : 2 * step;
        }
        return step;
    }

    /** Bytes of payload that one connection may have in flight. */
    public long inFlightMaxBytes() {
        return pace.isOpenLoop()
                ? Math.max(
                        Math.min((long) inFlightMax * sizes.maxBytes(), LoadLimits.IN_FLIGHT_MAX_BYTES / 8),
                        sizes.maxBytes())
                : (long) inFlightMax * sizes.maxBytes();
    }

    /** What stands against this plan, one sentence each; empty when it can be run. */
    public List<String> problems() {
        var problems = new ArrayList<String>();
        range(problems, "--connections", connections, LoadLimits.CONNECTIONS_MAX);
        range(problems, "--in-flight", inFlightMax, LoadLimits.IN_FLIGHT_MAX);
        range(problems, "--loops", loops, LoadLimits.LOOPS_MAX);
        range(problems, "port", target.port(), 65_535);
        duration(problems, "--duration", timing.measuredNanos, 1_000_000);
        duration(problems, "--warm-up", timing.warmUpNanos, 0);
        duration(problems, "--drain", timing.drainNanos, 0);
        duration(problems, "--connect-timeout", timing.connectTimeoutNanos, 1_000_000);
        rateProblem(problems);
        framingProblems(problems);
        if (inFlightMaxBytes() > LoadLimits.IN_FLIGHT_MAX_BYTES && inFlightMax > 1) {
            problems.add("--in-flight: expected at most " + Quantity.ofBytes(LoadLimits.IN_FLIGHT_MAX_BYTES)
                    + " bytes in flight a connection, found " + inFlightMax + " messages of "
                    + Quantity.ofBytes(sizes.maxBytes()));
        }
        return problems;
    }

    private void rateProblem(List<String> problems) {
        Double rate = pace.ratePerSecond;
        if (rate != null && !(rate > 0 && rate <= LoadLimits.RATE_MAX)) {
            problems.add("--rate: expected more than 0 and at most " + Quantity.ofCount(LoadLimits.RATE_MAX)
                    + " messages a second, found " + rate);
        }
    }

    private void framingProblems(List<String> problems) {
        int width = framing.lengthFieldBytes();
        if (!FramingSpec.isLengthFieldWidth(width)) {
            problems.add("--length-field-bytes: expected 1, 2 or 4, found " + width);
            return;
        }
        if (framing.isStamped() && !framing.hasRoomForMark()) {
            problems.add("--stamp: expected --framing length with --length-field-bytes "
                    + Framing.STAMPED_LENGTH_FIELD_BYTES + " beside it");
        }
        long payloadBytes = (long) sizes.maxBytes() + framing.prefixBytes().length;
        if (payloadBytes > framing.payloadMaxBytes()) {
            problems.add("--size: expected at most " + framing.payloadMaxBytes() + " bytes, prefix included, found "
                    + payloadBytes);
        }
        if (framing.prefix().indexOf('\n') >= 0) {
            problems.add("--prefix: expected no line feed");
        }
        boolean isCutByChance = framing.isRaw() && !framing.prefix().isEmpty();
        if (isCutByChance && (inFlightMax > 1 || sizes.maxBytes() > LoadLimits.ONE_READ_MAX_BYTES)) {
            problems.add("--prefix: expected --in-flight 1 and at most " + LoadLimits.ONE_READ_MAX_BYTES
                    + " bytes, or another --framing: without one, each read of the server gets the prefix");
        }
    }

    private static void range(List<String> problems, String name, int value, int max) {
        if (value < 1 || value > max) {
            problems.add(name + ": expected 1.." + max + ", found " + value);
        }
    }

    private static void duration(List<String> problems, String name, long nanos, long minNanos) {
        if (nanos < minNanos || nanos > LoadLimits.DURATION_MAX_NANOS) {
            problems.add(
                    name + ": expected " + Quantity.ofNanos(minNanos) + " to 7 days, found " + Quantity.ofNanos(nanos));
        }
    }
}
