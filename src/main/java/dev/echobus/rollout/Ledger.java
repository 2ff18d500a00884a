package dev.echobus.rollout;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** Counts what comes of one kind of traffic. On the rehearsal's event loop. */
final class Ledger {

    /** Reasons that are kept apart; there are few, unless a server's words differ each time. */
    static final int REASONS_MAX = 20;

    private static final String OTHER_REASONS = "other reasons";

    private final TrafficKind kind;
    private final Map<Break, Long> breaks = new EnumMap<>(Break.class);
    private final Map<String, Long> reasons = new TreeMap<>();
    private long sent;
    private long answered;
    private long lost;
    private long retried;
    private int triesMax;
    private long wrong;
    private long gapNanos;

    Ledger(TrafficKind kind) {
        this.kind = kind;
    }

    void sent() {
        sent++;
    }

    void answered() {
        answered++;
    }

    /** A request has no answer, for a reason in the bus's words. */
    void failed(String reason) {
        lost++;
        count(reason);
    }

    /** A request, answered or not, was sent so often. */
    void tried(int attempts) {
        retried += attempts > 1 ? 1 : 0;
        triesMax = Math.max(triesMax, attempts);
    }

    /** An answer had other bytes. */
    void wrong() {
        wrong++;
    }

    /** A connection ended in this way, in somebody's words, and so many of its messages have no answer. */
    void broke(Break how, String reason, int unanswered) {
        breaks.merge(how, 1L, Long::sum);
        lost += unanswered;
        if (how != Break.FIN || unanswered > 0) {
            count(reason);
        }
    }

    private void count(String reason) {
        boolean hasPlace = reasons.containsKey(reason) || reasons.size() < REASONS_MAX;
        reasons.merge(hasPlace ? reason : OTHER_REASONS, 1L, Long::sum);
    }

    /** Measures how long answers fail to come where they should, from now on. */
    GapClock gapClock() {
        return new GapClock();
    }

    TrafficResult result() {
        return new TrafficResult(kind, sent, answered, lost, retried, triesMax, wrong, breaks, gapNanos, reasons);
    }

    /** Times the longest wait between two answers. */
    final class GapClock {

        private long lastNanos = System.nanoTime();

        /** An answer came; or the rehearsal is over, and what has not come until now was waited for. */
        void tick() {
            long now = System.nanoTime();
            gapNanos = Math.max(gapNanos, now - lastNanos);
            lastNanos = now;
        }
    }
}
