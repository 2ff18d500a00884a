package dev.echobus.load.result;

import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * Where the time of the stamped messages went that were intended within the measured time and came back whole.
 *
 * @param legs in nanoseconds; all but the two parts of the network need no comparison of clocks
 * @param clocks of the servers, by which the network's time is split into its parts
 * @param answeredBy who answered on the bus, as the replies say, and how many; an empty name for those that do not
 * @param repeated messages that were asked for on the bus more than once
 * @param behind messages whose replies were given to the socket behind bytes that it had not taken
 * @param behindMaxBytes how many bytes that were at most
 */
public record HopResult(
        Map<Leg, Histogram> legs,
        List<ClockComparison> clocks,
        Map<String, Long> answeredBy,
        long repeated,
        long behind,
        long behindMaxBytes) {

    /** Messages that were split. */
    public long messages() {
        return of(Leg.NETWORK).getTotalCount();
    }

    /** The times of a leg. */
    public Histogram of(Leg leg) {
        Histogram found = legs.get(leg);
        if (found == null) {
            throw new IllegalStateException("no times of " + leg);
        }
        return found;
    }

    /** How far off the split of the network's time may be at most. */
    public long splitBoundNanos() {
        return clocks.stream().mapToLong(ClockComparison::splitBoundNanos).max().orElse(0);
    }
}
