package dev.echobus.server.rate;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A node's rate of one kind, bytes or messages, shared by its event loops. Time fills a pool, and each loop draws from it
 * a few times a second: in the measure of its active connections first, then of what other loops leave. Any thread, under
 * one lock that no message waits for; bounded by the number of loops.
 */
final class SharedRate {

    /** As much as the pool keeps of what nobody wanted; the loops keep as much again, see {@link LoopShare}. */
    static final double POOL_SECONDS = 0.05;

    /** A loop that has not drawn for this long has stopped, or stalls: nothing is kept for it. */
    private static final long STALE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final List<Share> shares = new ArrayList<>();

    private double pool;
    private long filledNanos;
    private boolean isFilled;

    /** A loop joins. */
    synchronized Share join(long nowNanos) {
        var share = new Share(nowNanos);
        shares.add(share);
        return share;
    }

    /** What a loop asks for. */
    record Demand(int activeConnections, double units) {}

    /** One loop's part in the rate. */
    final class Share {

        private long drawnNanos;
        private int active;
        private int hungry;

        private Share(long nowNanos) {
            drawnNanos = nowNanos;
        }

        /** Loops that share the rate. */
        int loops() {
            synchronized (SharedRate.this) {
                return shares.size();
            }
        }

        /** Connections of all loops that received of late or are held, one at least. */
        int allActive(long nowNanos) {
            synchronized (SharedRate.this) {
                return Math.max(1, activeOf(nowNanos));
            }
        }

        /** Takes what may be had for a demand; never more than it. */
        double draw(Demand demand, long perSecondMax, long nowNanos) {
            synchronized (SharedRate.this) {
                fill(perSecondMax, nowNanos);
                active = demand.activeConnections();
                double own = due(perSecondMax, activeOf(nowNanos), nowNanos);
                drawnNanos = nowNanos;
                hungry = demand.units() > own ? Math.max(1, active) : 0;
                double left = Math.max(0, pool - own - keptForOthers(this, perSecondMax, nowNanos));
                double extra = hungry == 0 ? 0 : left * hungry / hungryOf(nowNanos);
                double drawn = Math.min(demand.units(), Math.min(pool, own + extra));
                pool -= drawn;
                return drawn;
            }
        }

        /** Puts back what was drawn and not used; the pool's bound holds from the next filling on. */
        void giveBack(double units) {
            synchronized (SharedRate.this) {
                pool += units;
            }
        }

        private double due(long perSecondMax, int allActive, long nowNanos) {
            return active == 0 ? 0 : RateLimit.earned(perSecondMax, nowNanos - drawnNanos) * active / allActive;
        }

        private boolean isFresh(long nowNanos) {
            return nowNanos - drawnNanos < STALE_NANOS;
        }
    }

    private void fill(long perSecondMax, long nowNanos) {
        double most = POOL_SECONDS * perSecondMax;
        double earned = RateLimit.earned(perSecondMax, nowNanos - filledNanos);
        pool = isFilled ? Math.min(most, pool + earned) : most;
        filledNanos = isFilled ? Math.max(filledNanos, nowNanos) : nowNanos;
        isFilled = true;
    }

    private double keptForOthers(Share drawing, long perSecondMax, long nowNanos) {
        int allActive = activeOf(nowNanos);
        double kept = 0;
        for (Share share : shares) {
            if (share != drawing && share.isFresh(nowNanos)) {
                kept += share.due(perSecondMax, allActive, nowNanos);
            }
        }
        return kept;
    }

    private int activeOf(long nowNanos) {
        int sum = 0;
        for (Share share : shares) {
            sum += share.isFresh(nowNanos) ? share.active : 0;
        }
        return sum;
    }

    private int hungryOf(long nowNanos) {
        int sum = 0;
        for (Share share : shares) {
            sum += share.isFresh(nowNanos) ? share.hungry : 0;
        }
        return sum;
    }
}
