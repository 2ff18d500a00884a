package dev.echobus.load.drive;

import dev.echobus.load.plan.LoadLimits;
import dev.echobus.load.result.ClockComparison;
import dev.echobus.load.result.ClockComparison.Basis;
import dev.echobus.load.result.ClockComparison.Drift;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The clock of one server, compared with ours exchange by exchange. That a message came after it was sent, and its reply
 * after it was written, says how far the server's clock is ahead at most and at least; the closest two bounds of a second
 * and the one before hold, so that a drift does not blur them. Like the clock filter of NTP (RFC 5905, section 10), which
 * takes the exchange of the least delay, but with the least of either way. On its event loop; a few numbers.
 */
final class PeerClock {

    /** What two looks at one clock may be apart, from one processor to another. */
    private static final long TOLERANCE_NANOS = 1_000;

    private final long clock;
    private final long epoch;
    private final String node;
    private final boolean hasOurId;

    private @Nullable Bounds now;
    private @Nullable Bounds before;
    private long windowEndNanos;
    private @Nullable Estimate first;
    private @Nullable Estimate last;

    private long messages;
    private long splitBoundNanos;
    private long leastNetworkNanos = Long.MAX_VALUE;
    private boolean isRefuted;

    /** The server's clock is ahead by this at least and at most. */
    private record Bounds(long least, long most) {

        Bounds and(Bounds other) {
            return new Bounds(Math.max(least, other.least), Math.min(most, other.most));
        }

        boolean isPossible() {
            return least <= most;
        }

        long middle() {
            return least + (most - least) / 2;
        }

        long half() {
            return Math.abs(most - least) / 2;
        }
    }

    private record Estimate(long offsetNanos, long boundNanos, long atNanos) {}

    PeerClock(long clock, long epoch, String node) {
        this.clock = clock;
        this.epoch = epoch;
        this.node = node;
        hasOurId = OwnClock.id().equals(OptionalLong.of(clock));
    }

    boolean is(long otherClock, long otherEpoch) {
        return clock == otherClock && epoch == otherEpoch;
    }

    /** Learns of an exchange that is over now: the server's clock is ahead by this at least and at most. */
    void add(long least, long most, long nowNanos) {
        Bounds known = now;
        if (known != null && nowNanos - windowEndNanos >= 0) {
            endWindow(known, nowNanos);
            known = null;
        }
        if (known == null) {
            windowEndNanos = nowNanos + LoadLimits.CLOCK_WINDOW_NANOS;
            now = new Bounds(least, most);
        } else if (least > known.least || most < known.most) {
            now = known.and(new Bounds(least, most));
        }
        leastNetworkNanos = Math.min(leastNetworkNanos, most - least);
        isRefuted |= hasOurId && (least > TOLERANCE_NANOS || most < -TOLERANCE_NANOS);
    }

    private void endWindow(Bounds known, long nowNanos) {
        var estimate = new Estimate(known.middle(), known.half(), nowNanos);
        first = first == null ? estimate : first;
        last = estimate;
        before = known;
    }

    /** How far the server's clock is ahead, as far as that is known by now. */
    long offsetNanos() {
        return isSame() ? 0 : bounds().middle();
    }

    /** A message of the measured time is split by what is known by now. */
    void use() {
        messages++;
        splitBoundNanos = Math.max(splitBoundNanos, isSame() ? 0 : bounds().half());
    }

    private Bounds bounds() {
        Bounds known = now;
        Bounds earlier = before;
        if (known == null) {
            return new Bounds(0, 0);
        }
        Bounds both = earlier == null ? known : known.and(earlier);
        return both.isPossible() ? both : known;
    }

    private boolean isSame() {
        return hasOurId && !isRefuted;
    }

    /** The clocks that several loops found, each once. */
    static List<ClockComparison> together(List<PeerClock> clocks) {
        var found = new ArrayList<ClockComparison>();
        for (int i = 0; i < clocks.size(); i++) {
            PeerClock clock = clocks.get(i);
            boolean isFirst = clocks.subList(0, i).stream().noneMatch(clock::isSameAs);
            if (isFirst) {
                found.add(clocks.subList(i + 1, clocks.size()).stream()
                        .filter(clock::isSameAs)
                        .map(PeerClock::result)
                        .reduce(clock.result(), ClockComparison::with));
            }
        }
        return List.copyOf(found);
    }

    private boolean isSameAs(PeerClock other) {
        return is(other.clock, other.epoch);
    }

    private ClockComparison result() {
        boolean isSame = isSame();
        Bounds bounds = bounds();
        return new ClockComparison(
                node,
                messages,
                isSame ? Basis.SAME : hasOurId ? Basis.REFUTED : Basis.EXCHANGES,
                isSame ? 0 : bounds.middle(),
                isSame ? 0 : bounds.half(),
                splitBoundNanos,
                (isSame ? 0 : bounds.middle()) + epoch - OwnClock.EPOCH_NANOS,
                Math.max(0, leastNetworkNanos),
                isSame ? null : drift());
    }

    private @Nullable Drift drift() {
        Estimate from = first;
        Estimate to = last;
        if (from == null || to == null || from.equals(to)) {
            return null;
        }
        double nanos = (double) to.atNanos - from.atNanos;
        return new Drift(
                1e6 * (to.offsetNanos - from.offsetNanos) / nanos,
                1e6 * (to.boundNanos + from.boundNanos) / nanos,
                nanos / 1e9);
    }
}
