package dev.echobus.load;

import dev.echobus.common.Quantity;
import java.util.Locale;

/** A plan in words, as every form of report tells it. */
final class PlanText {

    private PlanText() {}

    /** How many connections, and when they send. */
    static String load(BenchPlan plan) {
        Double rate = plan.pace().ratePerSecond();
        String pace = rate == null
                ? "closed loop, " + plan.inFlightMax() + " in flight each"
                : "open loop, " + Quantity.ofCount(rate) + " messages/s, "
                        + plan.pace().arrival().name().toLowerCase(Locale.ROOT) + " spacing";
        return plan.connections() + (plan.connections() == 1 ? " connection, " : " connections, ") + pace;
    }

    /** What they send. */
    static String messages(BenchPlan plan) {
        String kind = plan.sizes() + " bytes, " + plan.framing().kind().name().toLowerCase(Locale.ROOT) + " framing";
        return plan.framing().prefix().isEmpty()
                ? kind
                : kind + ", prefix \"" + plan.framing().prefix() + "\"";
    }

    /** How long, as it was planned. */
    static String phases(BenchPlan plan) {
        long warmUpNanos = plan.timing().warmUpNanos();
        return (warmUpNanos == 0 ? "no" : Quantity.ofNanos(warmUpNanos)) + " warm-up, "
                + Quantity.ofNanos(plan.timing().measuredNanos()) + " measured";
    }
}
