package dev.echobus.load.search;

import dev.echobus.load.plan.LoadLimits;
import dev.echobus.load.search.RateAnswer.Limit;
import dev.echobus.load.search.RateStep.Judgement;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where the highest rate lies, by what the steps of a search voted: which rate to try next, and when both ends are
 * confirmed. One thread; the search bounds the votes.
 */
final class RateBracket {

    /** How near the ends are to each other in the end: 10,000 met and 10,125 missed. */
    private static final double PRECISION = 0.0125;

    /** Votes that confirm: a single one may be an accident of the machine, be it good or bad. */
    private static final int CONFIRMED = 2;

    /** Void steps of one rate in a row before it counts as beyond the generator. */
    private static final int VOIDS_MAX = 5;

    /** Lowest rate that is tried, in messages a second. */
    private static final double RATE_MIN = 1;

    /** How far down the search goes while nothing met it. */
    private static final double DOWN = 4;

    private static final class Votes {
        int met;
        int missed;
        /** In a row. */
        int voids;
        /** Numbers of the steps. */
        int firstMetAt;

        int lastAt;

        /** They are of a time when the server, or the generator, was not warm yet. */
        void forgetMisses() {
            missed = 0;
            voids = 0;
        }

        boolean isMet() {
            return met > missed && (missed == 0 || met >= CONFIRMED);
        }

        boolean isMissed() {
            return missed > met && missed >= CONFIRMED;
        }

        boolean isUntried() {
            return voids >= VOIDS_MAX && !isMet() && !isMissed();
        }

        boolean isLimit() {
            return isMissed() || isUntried();
        }

        boolean isDecided() {
            return isMet() || isLimit();
        }
    }

    private final NavigableMap<Double, Votes> votes = new TreeMap<>();
    private final double first;
    private double current;
    private int steps;
    /** Number of the step that was the first to meet the threshold at all. */
    private int anyMetAt = Integer.MAX_VALUE;

    /** Number of the step that was the first to miss it at the lowest rate. */
    private int bottomAt = Integer.MAX_VALUE / 2;

    RateBracket(double firstPerSecond) {
        first = firstPerSecond;
        current = firstPerSecond;
    }

    /** The rate to try now. */
    double current() {
        return current;
    }

    /** Counts a step at the current rate, and moves on to the next. Returns false when nothing is left to try. */
    boolean vote(Judgement judgement) {
        steps++;
        Votes here = votes.computeIfAbsent(current, rate -> new Votes());
        here.lastAt = steps;
        switch (judgement) {
            case MET -> {
                if (here.isLimit()) {
                    here.forgetMisses();
                }
                votes.headMap(current, false).values().forEach(Votes::forgetMisses);
                if (here.met == 0) {
                    here.firstMetAt = steps;
                }
                here.met++;
                here.voids = 0;
                anyMetAt = Math.min(anyMetAt, steps);
            }
            case MISSED -> {
                here.missed++;
                here.voids = 0;
            }
            case VOID -> here.voids++;
        }
        if (!here.isDecided()) {
            return true;
        }
        Double next = next();
        if (next != null) {
            current = next;
        }
        return next != null;
    }

    private @Nullable Double next() {
        Double limit = limit();
        Double met = met(limit);
        if (met == null) {
            if (limit == null) {
                return null;
            }
            return limit / DOWN >= RATE_MIN ? Double.valueOf(limit / DOWN) : afterTheWayDown();
        }
        if (limit == null) {
            return met < LoadLimits.RATE_MAX
                    ? Double.valueOf(Math.min(2 * met, LoadLimits.RATE_MAX))
                    : unconfirmed(met);
        }
        if (isOlder(limit, anyMetAt)) {
            return limit;
        }
        if (limit - met > PRECISION * limit) {
            return (met + limit) / 2;
        }
        Double unconfirmed = unconfirmed(met);
        if (unconfirmed != null) {
            return unconfirmed;
        }
        return isOlder(limit, at(met).firstMetAt) ? limit : null;
    }

    /** The server may have been cold all the way: the first rate is tried for as long again. */
    private @Nullable Double afterTheWayDown() {
        bottomAt = Math.min(bottomAt, steps);
        return steps < 2 * bottomAt ? Double.valueOf(first) : null;
    }

    private @Nullable Double unconfirmed(double met) {
        return at(met).met < CONFIRMED && at(met).voids < VOIDS_MAX ? Double.valueOf(met) : null;
    }

    /** True for a rate that was last tried before that step: much may have warmed up since. */
    private boolean isOlder(double rate, int step) {
        return at(rate).lastAt < step;
    }

    private Votes at(double rate) {
        return votes.getOrDefault(rate, new Votes());
    }

    /** Lowest rate above which nothing is looked for. */
    private @Nullable Double limit() {
        return votes.entrySet().stream()
                .filter(entry -> entry.getValue().isLimit())
                .map(entry -> entry.getKey())
                .findFirst()
                .orElse(null);
    }

    private @Nullable Double met(@Nullable Double limit) {
        var below = limit == null ? votes : votes.headMap(limit, false);
        return below.descendingMap().entrySet().stream()
                .filter(entry -> entry.getValue().isMet())
                .map(entry -> entry.getKey())
                .findFirst()
                .orElse(null);
    }

    /** What is known now. */
    RateAnswer answer() {
        Double limit = limit();
        Double met = met(limit);
        boolean isMetConfirmed = met == null || at(met).met >= CONFIRMED;
        if (limit == null) {
            return new RateAnswer(met, null, Limit.NONE, isMetConfirmed && met != null && met >= LoadLimits.RATE_MAX);
        }
        return new RateAnswer(
                met, limit, at(limit).isMissed() ? Limit.MISSED : Limit.UNTRIED, isMetConfirmed && next() == null);
    }
}
