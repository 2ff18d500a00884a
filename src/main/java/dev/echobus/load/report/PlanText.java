package dev.echobus.load.report;

import dev.echobus.common.Quantity;
import dev.echobus.load.plan.BenchPlan;
import dev.echobus.load.result.LoadResult;
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
        String kind = plan.sizes() + " bytes, " + plan.framing().kind().name().toLowerCase(Locale.ROOT) + " framing"
                + (plan.framing().isStamped() ? ", stamped" : "");
        return plan.framing().prefix().isEmpty()
                ? kind
                : kind + ", prefix \"" + plan.framing().prefix() + "\"";
    }

    /** What sends them, and how much of that a run took. */
    static String generator(LoadResult result) {
        int loops = result.plan().loops();
        return String.format(
                Locale.ROOT,
                "%d event loop%s on %s, busiest %.0f %% of a core, %s in garbage collection",
                loops,
                loops == 1 ? "" : "s",
                result.plan().transport().name().toLowerCase(Locale.ROOT),
                100 * result.generator().busiest(),
                Quantity.ofNanos(result.generator().collectionNanos()));
    }

    /** How long, as it was planned. */
    static String phases(BenchPlan plan) {
        long warmUpNanos = plan.timing().warmUpNanos();
        return (warmUpNanos == 0 ? "no" : Quantity.ofNanos(warmUpNanos)) + " warm-up, "
                + Quantity.ofNanos(plan.timing().measuredNanos()) + " measured";
    }
}
