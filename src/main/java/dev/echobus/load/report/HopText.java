package dev.echobus.load.report;

import dev.echobus.common.Quantity;
import dev.echobus.load.result.ClockComparison;
import dev.echobus.load.result.ClockComparison.Drift;
import dev.echobus.load.result.HopResult;
import dev.echobus.load.result.Leg;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Where the time of stamped messages went, in words, with how the clocks were compared. */
final class HopText {

    /** What stands in {@link #rows}. */
    static final List<String> HEAD = List.of("", "mean", "50 %", "99 %", "max");

    private HopText() {}

    /** The lines of the text, a blank one first. */
    static List<String> lines(HopResult hops) {
        var lines = new ArrayList<String>();
        lines.add("");
        if (hops.messages() == 0) {
            lines.add(String.format(Locale.ROOT, "%-12s %s", "hop by hop", "no echo came back with a stamp"));
            return lines;
        }
        lines.add(String.format(
                Locale.ROOT,
                "%-12s %12s %12s %12s %12s   %s stamped",
                "hop by hop",
                HEAD.get(1),
                HEAD.get(2),
                HEAD.get(3),
                HEAD.get(4),
                Quantity.ofCount(hops.messages())));
        rows(hops).forEach(row -> lines.add(String.format(Locale.ROOT, "  %-10s %12s %12s %12s %12s", row.toArray())));
        notes(hops).forEach(note -> lines.add(String.format(Locale.ROOT, "%-12s %s", note.toArray())));
        return lines;
    }

    /** A row for each leg that was gone: its name and its times. */
    static List<List<String>> rows(HopResult hops) {
        return Arrays.stream(Leg.values())
                .filter(leg -> hops.of(leg).getTotalCount() > 0)
                .filter(leg -> leg != Leg.CLIENT || hops.of(leg).getMaxValue() > 0)
                .map(leg -> row(leg, hops.of(leg)))
                .toList();
    }

    private static List<String> row(Leg leg, Histogram times) {
        return List.of(
                leg.text(),
                LatencyText.mean(times),
                LatencyText.percentile(times, 50),
                LatencyText.percentile(times, 99),
                LatencyText.percentile(times, 100));
    }

    /** What has to be known of them: a name and a sentence each. */
    static List<List<String>> notes(HopResult hops) {
        var notes = new ArrayList<List<String>>();
        hops.clocks().forEach(clock -> notes.add(List.of("clock", clock.node() + ": " + basis(clock))));
        notes.add(List.of("split", split(hops.splitBoundNanos())));
        if (!hops.answeredBy().isEmpty()) {
            notes.add(List.of("bus", answeredBy(hops)));
        }
        if (hops.behind() > 0) {
            notes.add(List.of(
                    "unsent",
                    Quantity.ofCount(hops.behind()) + " replies were written behind up to "
                            + Quantity.ofBytes(hops.behindMaxBytes())
                            + " bytes that their sockets had not taken: that wait counts as network back"));
        }
        return notes;
    }

    private static String split(long boundNanos) {
        return boundNanos == 0
                ? "network there and back are exact"
                : "network there and back are right to " + Quantity.ofNanos(boundNanos)
                        + "; their sum is exact, as is all else";
    }

    private static String basis(ClockComparison clock) {
        return switch (clock.basis()) {
            case SAME -> "the clock of this machine, as its id says and no exchange contradicts";
            case EXCHANGES -> compared(clock);
            case REFUTED -> "not the clock of this machine, though it has its id; " + compared(clock);
        };
    }

    private static String compared(ClockComparison clock) {
        return ahead(clock.offsetNanos()) + ", right to " + Quantity.ofNanos(clock.boundNanos())
                + ", by the quickest ways there and back of a second (least network "
                + Quantity.ofNanos(clock.leastNetworkNanos()) + "); " + drift(clock.drift()) + "; its time of day is "
                + ahead(clock.dayOffsetNanos());
    }

    private static String ahead(long nanos) {
        return Quantity.ofNanos(Math.abs((double) nanos)) + (nanos < 0 ? " behind ours" : " ahead of ours");
    }

    private static String drift(@Nullable Drift drift) {
        if (drift == null) {
            return "a drift was not looked for, as that takes longer";
        }
        double perMillion = drift.perMillion();
        return drift.isSeen()
                ? String.format(
                        Locale.ROOT, "it drifts by %+.1f ppm, right to %.1f", perMillion, drift.boundPerMillion())
                : String.format(
                        Locale.ROOT,
                        "no drift was seen, so it is less than %.1f ppm",
                        Math.abs(perMillion) + drift.boundPerMillion());
    }

    private static String answeredBy(HopResult hops) {
        String names = hops.answeredBy().entrySet().stream()
                .map(one -> (one.getKey().isEmpty() ? "some who do not say who they are" : one.getKey()) + " "
                        + Quantity.ofCount(one.getValue()))
                .collect(Collectors.joining(", "));
        return "answered by " + names
                + (hops.repeated() > 0 ? "; " + Quantity.ofCount(hops.repeated()) + " were asked for again" : "");
    }
}
