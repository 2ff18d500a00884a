package dev.echobus.server.rate;

import dev.echobus.server.rate.SharedRate.Demand;
import java.util.ArrayList;
import java.util.List;

/**
 * An event loop's part of the node's rate of one kind, and how its connections share it: what the loop draws is poured
 * out evenly, and what one leaves goes to the others (max-min fairness). Its loop only; bounded by the connections that
 * received since the last turn or are held.
 */
final class LoopShare {

    /** Pours that serve nearly everyone in full; what they leave is not lost, it becomes spare. */
    private static final int POURS_MAX = 32;

    private final SharedRate.Share share;
    private final List<Debt> active = new ArrayList<>();

    /** For those who had nothing yet: a loop that is not at its limit makes nobody wait for its next turn. */
    private double spare;

    LoopShare(SharedRate.Share share) {
        this.share = share;
    }

    /** What one connection owes to the rate; negative is credit. */
    static final class Debt {

        private double units;
        private boolean isActive;

        /** Since the last turn, or held then. */
        private boolean isCharged;

        boolean isInDebt() {
            return units > RateLimit.NOTHING;
        }
    }

    void charge(Debt debt, long added) {
        debt.isCharged = true;
        if (!debt.isActive) {
            debt.isActive = true;
            active.add(debt);
        }
        debt.units += added;
        if (debt.units > 0 && spare > 0) {
            double lent = Math.min(spare, debt.units);
            spare -= lent;
            debt.units -= lent;
        }
    }

    /** A connection has gone: what it owed is owed by nobody, what it had goes to the others. */
    void forget(Debt debt) {
        if (debt.isActive) {
            spare += Math.max(0, -debt.units);
            debt.units = 0;
            debt.isCharged = false;
        }
    }

    /** Draws and pours out; a limit of 0 is none and lets all debts go. */
    void turn(long perSecondMax, long nowNanos) {
        double keep = SharedRate.POOL_SECONDS * perSecondMax;
        double creditMax = keep / share.allActive(nowNanos);
        double spareMax = keep / share.loops();
        if (perSecondMax == 0) {
            active.forEach(debt -> debt.units = 0);
        } else {
            double demand = roomOf(creditMax) + Math.max(0, spareMax - spare);
            spare += pour(share.draw(new Demand(active.size(), demand), perSecondMax, nowNanos), creditMax);
        }
        active.removeIf(this::isDone);
        if (spare > spareMax) {
            // Connections that come and go leave their credit here again and again.
            share.giveBack(spare - spareMax);
            spare = spareMax;
        }
    }

    private double roomOf(double creditMax) {
        double room = 0;
        for (Debt debt : active) {
            room += Math.max(0, debt.units + creditMax);
        }
        return room;
    }

    /** Gives each the same, up to what it has room for, again and again; returns what is left over. */
    private double pour(double drawn, double creditMax) {
        double left = drawn;
        int open = active.size();
        for (int i = 0; i < POURS_MAX && open > 0 && left > RateLimit.NOTHING; i++) {
            double each = left / open;
            open = 0;
            for (Debt debt : active) {
                double room = Math.max(0, debt.units + creditMax);
                double paid = Math.min(room, each);
                debt.units -= paid;
                left -= paid;
                open += room > each ? 1 : 0;
            }
        }
        return left;
    }

    /** Whoever was held may use what it was just given, and is done when it has not until the next turn. */
    private boolean isDone(Debt debt) {
        boolean isBusy = debt.isCharged || debt.isInDebt();
        debt.isCharged = debt.isInDebt();
        if (isBusy) {
            return false;
        }
        spare += Math.max(0, -debt.units);
        debt.units = 0;
        debt.isActive = false;
        return true;
    }
}
