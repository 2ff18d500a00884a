package dev.echobus.load.report;

import dev.echobus.load.result.ClockComparison;
import dev.echobus.load.result.ClockComparison.Drift;
import dev.echobus.load.result.HopResult;
import dev.echobus.load.result.Leg;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where the time of stamped messages went, as JSON. */
final class HopJson {

    private HopJson() {}

    /** The member {@code hops} of the report; null where no stamps were asked for. */
    static @Nullable JsonObject of(@Nullable HopResult hops) {
        if (hops == null) {
            return null;
        }
        var legs = new JsonObject();
        for (Leg leg : Leg.values()) {
            legs.put(name(leg), JsonReport.latency(hops.of(leg)));
        }
        var answeredBy = new JsonArray();
        hops.answeredBy()
                .forEach((name, messages) ->
                        answeredBy.add(new JsonObject().put("name", name).put("messages", messages)));
        return new JsonObject()
                .put("messages", hops.messages())
                .put("legs", legs)
                .put("splitBoundNanos", hops.splitBoundNanos())
                .put(
                        "clocks",
                        new JsonArray(hops.clocks().stream().map(HopJson::clock).toList()))
                .put("answeredBy", answeredBy)
                .put("repeated", hops.repeated())
                .put("behind", hops.behind())
                .put("behindMaxBytes", hops.behindMaxBytes());
    }

    /** As {@code NETWORK_THERE} is {@code networkThere}. */
    private static String name(Leg leg) {
        String[] words = leg.name().toLowerCase(Locale.ROOT).split("_");
        return words.length == 1
                ? words[0]
                : words[0] + words[1].substring(0, 1).toUpperCase(Locale.ROOT) + words[1].substring(1);
    }

    private static JsonObject clock(ClockComparison clock) {
        return new JsonObject()
                .put("node", clock.node())
                .put("messages", clock.messages())
                .put("basis", clock.basis().name().toLowerCase(Locale.ROOT))
                .put("offsetNanos", clock.offsetNanos())
                .put("boundNanos", clock.boundNanos())
                .put("splitBoundNanos", clock.splitBoundNanos())
                .put("dayOffsetNanos", clock.dayOffsetNanos())
                .put("leastNetworkNanos", clock.leastNetworkNanos())
                .put("drift", drift(clock.drift()));
    }

    private static @Nullable JsonObject drift(@Nullable Drift drift) {
        return drift == null
                ? null
                : new JsonObject()
                        .put("perMillion", drift.perMillion())
                        .put("boundPerMillion", drift.boundPerMillion())
                        .put("seen", drift.isSeen())
                        .put("seconds", drift.seconds());
    }
}
