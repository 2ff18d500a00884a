package dev.echobus.load.result;

import dev.echobus.common.Quantity;
import dev.echobus.load.plan.LoadLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whose figures those of a run are: the server's, if nothing kept the generator from its work. Immutable.
 *
 * @param why one sentence, without a full stop
 */
public record Attribution(Source source, String why) {

    /** What decided on the figures. */
    public enum Source {
        SERVER("the server's"),
        GENERATOR("the generator's, not the server's"),
        /** Others kept the generator from running: a neighbour, the server on the same processors, a quota. */
        MACHINE("the machine's, not the server's"),
        /** The same, to a lesser part. */
        SHARED("the machine's as well as the server's"),
        UNKNOWN("perhaps the server's");

        private final String text;

        Source(String text) {
            this.text = text;
        }

        /** True when the figures may not be the server's alone. */
        public boolean isSuspect() {
            return this == GENERATOR || this == MACHINE || this == SHARED;
        }
    }

    /** Share of a time for which a loop may wait for a processor: as much as it may be wrong about the server. */
    private static final double WAIT_MAX = 0.05;

    /** Share of the processors' time that a hypervisor may give to others. */
    private static final double STOLEN_MAX = 0.05;

    /** Share from which on hardly anything is the server's. */
    private static final double MOST = 0.2;

    /** Share of a time for which a quota may hold the process back. */
    private static final double THROTTLED_MAX = 0.01;

    private static final String WAITED = "the generator's event loops waited %.0f %% of the time for a processor";

    static Attribution of(LoadResult result) {
        double seconds = result.totals().seconds();
        Contention contention = result.generator().contention();
        double waited = orZero(contention.waitShare(0, seconds));
        double otherThreads = orZero(contention.otherThreadsShare(0, seconds));
        double waitedForOthers = Math.max(0, waited - otherThreads);
        double stolen = orZero(contention.stolenShare(0, seconds));
        double throttled = orZero(contention.throttledShare(0, seconds));
        var reasons = new ArrayList<String>();
        if (waitedForOthers > WAIT_MAX) {
            reasons.add(percent(WAITED, waited));
        }
        if (throttled > THROTTLED_MAX) {
            reasons.add(percent("the quota of its control group held it back for %.0f %% of the time", throttled));
        }
        if (stolen > STOLEN_MAX) {
            reasons.add(percent("the hypervisor gave %.0f %% of the processors' time to others", stolen));
        }
        var own = new ArrayList<String>();
        if (waited > WAIT_MAX && waitedForOthers <= WAIT_MAX) {
            own.add(percent(WAITED, waited)
                    + percent(
                            ", and its own other threads, compilers and collector, used %.0f %% of one; give it a longer"
                                    + " --warm-up, or more processors",
                            otherThreads));
        }
        own.addAll(ownReasons(result));
        if (!reasons.isEmpty()) {
            reasons.addAll(own);
            boolean isMost = Math.max(waitedForOthers, Math.max(stolen, throttled)) > MOST;
            return new Attribution(isMost ? Source.MACHINE : Source.SHARED, String.join(", ", reasons));
        }
        if (!own.isEmpty()) {
            return new Attribution(Source.GENERATOR, String.join(", ", own));
        }
        return contention.waitShare(0, seconds) == null
                ? new Attribution(Source.UNKNOWN, "how long the generator waited for a processor cannot be read here")
                : new Attribution(
                        Source.SERVER,
                        percent("the generator's event loops waited %.1f %% of the time for a processor", waited));
    }

    private static double orZero(@Nullable Double share) {
        return share == null ? 0 : share;
    }

    private static List<String> ownReasons(LoadResult result) {
        var reasons = new ArrayList<String>();
        if (result.isLoopBusy()) {
            reasons.add(percent(
                    "its busiest event loop used %.0f %% of a core; give it more --loops, or more processors",
                    result.generator().busiest()));
        }
        if (result.isOftenLate()) {
            var totals = result.totals();
            reasons.add(percent(
                            "it sent %.1f %% of the messages more than ",
                            (double) totals.lateSends() / totals.messagesSent())
                    + Quantity.ofNanos(LoadLimits.LATE_NANOS) + " late");
        }
        return reasons;
    }

    private static String percent(String format, double share) {
        return String.format(Locale.ROOT, format, 100 * share);
    }

    /** Whose they are, and why. */
    public String text() {
        return source.text + ": " + why;
    }

    /** The same as a sentence of its own. */
    public String sentence() {
        return "these figures are " + text();
    }
}
