package dev.echobus.load.result;

import org.jspecify.annotations.Nullable;

/**
 * How the clock of one server was compared with the generator's. Each exchange tells that the server's is ahead by no less
 * than one number and no more than another; the least and the most of many are close together.
 *
 * @param node name of the node that stamps by it
 * @param messages stamps of the measured time
 * @param basis what the comparison rests on
 * @param offsetNanos how far the server's clock that never goes back is ahead of ours, in the end
 * @param boundNanos how far off that may be
 * @param splitBoundNanos the same at its worst while messages were split by it
 * @param dayOffsetNanos how far the server's time of day is ahead of ours, each as it was when the process first looked
 * @param leastNetworkNanos the least time that a message was on the network, there and back
 * @param drift how the offset changed; null where it was seen once only
 */
public record ClockComparison(
        String node,
        long messages,
        Basis basis,
        long offsetNanos,
        long boundNanos,
        long splitBoundNanos,
        long dayOffsetNanos,
        long leastNetworkNanos,
        @Nullable Drift drift) {

    /** The same with what another event loop found: the closer comparison holds, the split is as bad as the worse. */
    public ClockComparison with(ClockComparison other) {
        ClockComparison closer = other.boundNanos < boundNanos ? other : this;
        return new ClockComparison(
                node,
                messages + other.messages,
                other.basis.compareTo(basis) > 0 ? other.basis : basis,
                closer.offsetNanos,
                closer.boundNanos,
                Math.max(splitBoundNanos, other.splitBoundNanos),
                closer.dayOffsetNanos,
                Math.min(leastNetworkNanos, other.leastNetworkNanos),
                closer.drift);
    }

    /** What a comparison rests on. */
    public enum Basis {
        /** It is the same clock, of the same start of the same machine, and no exchange speaks against that. */
        SAME,
        /** The exchanges alone. */
        EXCHANGES,
        /** The exchanges alone, which show that it is not the same clock though it has the same id. */
        REFUTED
    }

    /**
     * How much faster than ours the server's clock goes.
     *
     * @param perMillion the change of the offset in proportion to the time
     * @param boundPerMillion how far off that may be: where it is more, no drift was seen
     * @param seconds over which it was seen
     */
    public record Drift(double perMillion, double boundPerMillion, double seconds) {

        /** True when the clocks did drift apart. */
        public boolean isSeen() {
            return Math.abs(perMillion) > boundPerMillion;
        }
    }
}
