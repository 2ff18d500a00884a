package dev.echobus.load.result;

import dev.echobus.common.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a reader must know before trusting a result, one sentence each. */
final class Warnings {

    /** Below this share of the requested rate, the rate was missed. */
    private static final double RATE_SHARE_MIN = 0.99;

    /** Samples that a percentile of so many nines needs to say anything: ten beyond it. */
    private static final long SAMPLES_MIN = 1_000;

    /** Shorter pauses are those of any collector. */
    private static final long PAUSE_MAX_NANOS = 10_000_000;

    private Warnings() {}

    static List<String> of(LoadResult result) {
        var warnings = new ArrayList<String>();
        var totals = result.totals();
        Attribution attribution = result.attribution();
        if (attribution.source().isSuspect()) {
            warnings.add(attribution.sentence());
        }
        addTurnedAway(warnings, result.connections().turnedAway());
        addPause(warnings, result);
        warnings.addAll(Standstills.of(result));
        int processors = Runtime.getRuntime().availableProcessors();
        if (result.plan().loops() > processors) {
            warnings.add(result.plan().loops() + " event loops share " + processors + " processors");
        }
        Double requested = result.plan().pace().ratePerSecond();
        if (requested != null && totals.seconds() > 0 && result.achievedPerSecond() < RATE_SHARE_MIN * requested) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "the requested rate was missed: %.1f %% of it was echoed",
                    100 * result.achievedPerSecond() / requested));
        }
        if (totals.heldSends() > 0) {
            warnings.add(Quantity.ofCount(totals.heldSends())
                    + " sends waited for the server: all that may be in flight was, or the connection was gone");
        }
        if (result.latency().getTotalCount() < SAMPLES_MIN) {
            warnings.add("only " + result.latency().getTotalCount() + " samples: the high percentiles mean little");
        }
        if (result.wasInterrupted()) {
            warnings.add("the run was interrupted before its time");
        }
        return warnings;
    }

    private static void addTurnedAway(List<String> warnings, long turnedAway) {
        if (turnedAway > 0) {
            warnings.add(Quantity.ofCount(turnedAway) + " connections were closed without a byte: the server is full,"
                    + " turns this address away, or is no echo server");
        }
    }

    /** A pause of the generator is part of the latency of each message that was under way. */
    private static void addPause(List<String> warnings, LoadResult result) {
        long pause = result.generator()
                .contention()
                .longestPauseNanos(0, result.totals().seconds());
        if (pause > PAUSE_MAX_NANOS && 2 * pause > result.latency().getMaxValue()) {
            warnings.add("an event loop of the generator did not come round for " + Quantity.ofNanos(pause)
                    + ": the longest latencies may be its own");
        }
    }
}
